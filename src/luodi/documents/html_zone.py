"""Where the document stands on a web page: the zone of a site whose names are known, else the densest block."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

Element = etree._Element

_KNOWN = {  # classes and ids that content systems of government sites give the text of a document
    "trs_editor", "trs_uedit", "trs_ueditor", "trs_preappend", "custom_unionstyle", "zoom", "zoomcon", "ucap-content",
    "ucapcontent", "article-content", "article_content", "articlecontent", "article-con", "article_con", "article-body",
    "article_body", "articlebody", "pages_content", "pages-content", "vsb_content", "vsb_content_2", "v_news_content",
    "wp_articlecontent", "gknbxq_detail", "xxgk_content", "xxgk-content", "news_content", "news-content", "newscontent",
    "info-content", "info_content", "detail-content", "detail_content", "xl_content", "xl-content", "content_text",
    "contenttext", "conttext", "textcontent", "text-content", "txtcontent", "artibody", "mainbody", "bodylabel",
    "contentbody", "entry-content", "post-content", "rich_media_content", "js_content", "zwgk_content", "zw_content",
}  # fmt: skip
_LIKELY = {"article", "content", "view", "detail", "con", "text", "maincontent", "main-content", "main_content", "nr"}
_CHROME = re.compile(
    r"(?:nav|navbar|navigation|menu|breadcrumb|crumb|crumbs|bread|position|location|dqwz|footer|foot|copyright|sidebar|"
    r"aside|share|bdsharebuttonbox|bshare|social|toolbar|pagination|pager|related|recommend|print|qrcode|ewm|login|search)"
)
UNPRINTED = {
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map",
    "head", "title", "meta", "link", "select", "option", "textarea", "button", "input", "rt", "rp", "del", "datalist",
}  # fmt: skip
_TABLE_PARTS = {"table", "thead", "tbody", "tfoot", "tr", "colgroup"}
_CONTAINERS = {
    "html", "body", "div", "article", "section", "main", "center", "form", "td", "th", "span", "font", "ucapcontent",
    "fieldset", "blockquote", "pre", "li", "ul", "dd", "dl",
} | _TABLE_PARTS  # fmt: skip
_PHRASES = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|网站地图|联系我们|主办单位[：:]|承办单位[：:]|技术支持|(?:当前|您(?:现)?(?:在|所在)的?)位置|"
    r"浏览次数|阅读次数|访问量|点击数|扫一扫|分享到|打印本页|关闭窗口|字体[：:]|字号[：:]|上一篇|下一篇|责任编辑|信息来源|发布(?:时间|日期)|来源[：:]|索引号|"
    r"发文日期|发布机构|主题词|有效性|设为首页|加入收藏|无障碍|返回顶部"
)
_SAME = 0.97  # a block that holds this share of its parent's text stands for it


def find_zone(root: Element) -> frozenset[Element]:
    """The elements that hold the document, none inside another; empty for a page without text.

    A known zone counts if it holds a good part of the page's text, links and site phrases aside; so do zones of the
    same name beside it. Otherwise it is the smallest block that holds nearly all of that text.
    """
    weights = _weights(root)
    if not weights:
        return frozenset()
    whole = max(weights.values())
    known = [element for element in weights if _names(element) & _KNOWN]
    best = max(known, key=weights.__getitem__, default=None)
    if best is not None and weights[best] >= 0.3 * whole:
        shared = _names(best) & _KNOWN
        same = {e for e in known if _names(e) & shared and weights[e] >= 0.1 * weights[best]}
        return frozenset(e for e in same if not any(above in same for above in e.iterancestors()))
    likely = [element for element in weights if element.tag in ("article", "main") or _names(element) & _LIKELY]
    best = max(likely, key=weights.__getitem__, default=None)
    if best is None or weights[best] < 0.5 * whole:
        best = next(element for element, weight in weights.items() if weight == whole)
    return frozenset([_densest(best, weights)])


def _densest(zone: Element, weights: dict[Element, int]) -> Element:
    while True:
        inner = max((child for child in zone if child in weights), key=weights.__getitem__, default=None)
        if inner is None or weights[inner] < _SAME * weights[zone]:
            break
        zone = inner
    while zone.tag in _TABLE_PARTS or zone.tag in ("ul", "dl", "li"):  # a whole table or list, not its body
        above = zone.getparent()
        if above is None:
            break
        zone = above
    return zone


def _weights(root: Element) -> dict[Element, int]:
    """Printed characters of every container: without blanks, links, what sites repeat on each page."""
    weights: dict[Element, int] = {}
    sums: list[int] = []
    muted = 0  # depth below an element whose text does not count
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            muted += bool(muted or element.tag == "a" or element.tag in UNPRINTED or hidden(element) or chrome(element))
            sums.append(0 if muted else _count(element.text))
            continue
        own = sums.pop()
        if own and not muted and element.tag in _CONTAINERS:
            weights[element] = own
        muted -= bool(muted)
        if sums:
            sums[-1] += own + (0 if muted else _count(element.tail))
    return weights


def _count(text: str | None) -> int:
    if not text or text.isspace():
        return 0
    count = len("".join(text.split()))
    return 0 if count < 60 and _PHRASES.search(text) else count


def hidden(element: Element) -> bool:
    """Whether an element is not shown: attribute hidden or aria-hidden, or its own style."""
    if element.get("hidden") is not None or element.get("aria-hidden", "").lower() == "true":
        return True
    style = element.get("style")
    return style is not None and bool(_HIDING.search(style))


_HIDING = re.compile(r"(?:^|;|\s)(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def chrome(element: Element) -> bool:
    """Whether an element says that it is a part of the site and not of the document."""
    if element.tag == "div" and element.get("title") in ("header", "footer"):  # LibreOffice writes page margins so
        return True
    if element.tag in ("nav", "footer", "aside") or element.get("role") in ("navigation", "banner", "contentinfo"):
        return True
    return element.tag in ("div", "ul", "ol", "p", "span", "section", "table") and bool(
        _is_chrome(element.get("class") or "") or _is_chrome(element.get("id") or "")
    )


@lru_cache(4096)
def _is_chrome(names: str) -> bool:
    return any(_CHROME.fullmatch(name) for name in names[:200].lower().split())


def _names(element: Element) -> set[str]:
    return set(f"{element.get('class') or ''} {element.get('id') or ''} {element.tag!s}"[:400].lower().split())


def site_phrase(text: str) -> bool:
    """Whether a short line is one of those that sites put around a document (print, share, position, sources)."""
    words = "".join(text.split())
    return len(words) < 60 and bool(_LINE.search(words))


_LINE = re.compile(
    r"^(?:当前位置|您(?:现)?(?:在|所在)的?位置|【?字体|【?字号|【?打印|【?关闭|【?收藏|分享到?|扫一扫|上一[篇条]|下一[篇条]|版权所有|返回顶部|责任编辑[：:]|"
    r"(?:信息|文章)?来源[：:]|发布(?:时间|日期)[：:]|浏览次数|阅读次数|访问量|点击数)|ICP备\d|公网安备|网站标识码"
)
