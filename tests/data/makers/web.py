"""HTML as government sites print it: navigation, an index table, a share bar, side links, and the document in a zone."""

from __future__ import annotations

from html import escape

from makers import prose


def plan(charset: str = "utf-8", declared: str | None = None) -> bytes:
    """The provincial plan as an article page; its footnote stands at the end with links both ways."""
    body = []
    for item in prose.plan():
        style = {
            "title": "text-align:center;font-size:22pt", "plan_title": "text-align:center;font-size:22pt",
            "signature": "text-align:right;white-space:pre-wrap", "date": "text-align:right",
            "body": "text-indent:2em", "heading": "text-indent:2em",
        }.get(item.role)  # fmt: skip
        html = "".join(_run(item, text, face) for text, face in item.runs())
        body.append(f'<p style="{style}">{html}</p>' if style else f"<p>{html}</p>")
    mark = prose.MARK
    body.append(f'<hr><p id="_ftn1"><a href="#_ftnref1">{mark}</a>{escape(prose.note())}</p>')
    index = {
        "索引号：": "000000000/2023-00512", "分类：": "规划计划、通知", "发布机构：": "广东省工业和信息化厅",
        "成文日期：": "2023-12-29", "名称：": "行动计划的通知", "文号：": "粤工信装备〔2023〕12号",
    }  # fmt: skip
    page = _page("广东省工业和信息化厅", index, "".join(body), zone='class="article-content" id="zoomcon"')
    return _encode(page, charset, declared)


def table(charset: str = "utf-8", declared: str | None = None) -> bytes:
    """The city's task table as a page whose zone holds an HTML table with rowspan and colspan."""
    data = prose.table()
    rows = []
    for number in range(data.rows):
        tag = "td" if number else "th"
        cells = "".join(f"<{tag}{_spans(cell)}>{_cell(cell.text)}</{tag}>" for cell in data.row(number))
        rows.append(f"<tr>{cells}</tr>")
    body = f'<p align="center"><strong>{escape(data.title)}</strong></p>'
    body += f'<table border="1" cellspacing="0" cellpadding="0" width="640"><tbody>{"".join(rows)}</tbody></table>'
    body += "".join(f"<p>{escape(line)}</p>" for line in data.tail)
    index = {
        "索引号：": "000000000/2020-00261", "发布机构：": "广州市人民政府办公厅", "文号：": "",
        "发布日期：": "2020-09-18", "主题词：": "工业、交通", "有效性：": "有效",
    }  # fmt: skip
    page = _page("广州市人民政府", index, body, zone='class="view TRS_UEDITOR trs_paper_default"')
    return _encode(page, charset, declared)


def _run(item: prose.Item, text: str, face: prose.Face) -> str:
    if face == "note":
        return f'<a href="#_ftn1" id="_ftnref1"><sup>{text}</sup></a>'
    bold = face != "text" and item.level
    broken = escape(text).replace("　", "　<br>") if item.role == "title" else escape(text)
    return f"<strong>{broken}</strong>" if bold else f"<span>{broken}</span>"


def _spans(cell: prose.Cell) -> str:
    return "".join(f' {name}="{n}"' for name, n in (("rowspan", cell.rows), ("colspan", cell.columns)) if n > 1)


def _cell(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else "&nbsp;"


def _encode(page: str, charset: str, declared: str | None) -> bytes:
    return page.replace("{charset}", declared or charset).encode(charset)


def _page(site: str, index: dict[str, str], body: str, zone: str) -> str:
    pairs = list(index.items())
    rows = "".join(
        "<tr>" + "".join(f"<th>{name}</th><td>{value}</td>" for name, value in pairs[at : at + 2]) + "</tr>"
        for at in range(0, len(pairs), 2)
    )
    nav = "".join(f'<li><a href="/{at}/">{name}</a></li>' for at, name in enumerate(NAVIGATION))
    side = "".join(f'<li><a href="/zcjd/{at}.html">{name}</a></li>' for at, name in enumerate(SIDE))
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={{charset}}" />
<title>政策文件_{site}门户网站</title>
<style type="text/css">.nav li{{float:left}} .share{{text-align:right}}</style>
<script type="text/javascript">var _trackData = _trackData || []; function doPrint() {{ window.print(); }}</script>
</head>
<body>
<div class="top"><a href="/">{site}</a> <a href="/big5/">繁體版</a> <a href="/wza/">无障碍</a> <a href="/login">登录</a></div>
<div class="nav"><ul>{nav}</ul></div>
<form action="/search"><input type="text" name="q" value="请输入关键字" /><input type="submit" value="搜索" /></form>
<div class="crumb">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zcwj/">政策文件</a></div>
<div class="main">
<table class="xxgk-index">{rows}</table>
<div class="share">时间：2024-01-02 10:15 <span>来源：本网</span> 【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】 <a href="javascript:doPrint()">打印本页</a> 分享到：<a class="wx" href="#">微信</a> <a class="wb" href="#">微博</a></div>
<div {zone}>
{body}
</div>
<div class="attach"><a href="/attachment/0/1.pdf">附件：全文下载.pdf</a></div>
</div>
<div class="side"><h3>相关解读</h3><ul>{side}</ul></div>
<div class="footer"><p>版权所有：{site}　主办单位：{site}办公室</p><p>网站标识码：4400000000　粤公网安备 44000000000000号　备案号：粤ICP备00000000号</p><p><a href="/about">关于本网</a> | <a href="/map">网站地图</a> | <a href="/contact">联系我们</a></p></div>
</body>
</html>
"""


NAVIGATION = ("首页", "新闻动态", "政务公开", "政务服务", "互动交流", "数据发布", "专题专栏")
SIDE = ("一图读懂行动计划", "政策解读：产业集群怎么发展", "新闻发布会实录", "关于征求意见的公告")
