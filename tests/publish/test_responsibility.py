"""Lists of bodies follow the rule by which they are read: a level carries over 、 to the next level or to ，."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.publish.responsibility import Listed, list_bodies


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["省发展改革委", "省工业和信息化厅", "省商务厅"], "省发展改革委、工业和信息化厅、商务厅"),
        (["市财政局", "市国资委", "市市场监管局"], "市财政局、国资委、市场监管局"),
        (["省工业和信息化厅", "市商务局", "市公安局"], "省工业和信息化厅，市商务局、公安局"),
        (["市财政局", "有关区政府"], "市财政局，有关区政府"),
        (["省商务厅", "合肥海关", "省司法厅"], "省商务厅，合肥海关，省司法厅"),
        (["广州市人民政府", "深圳市人民政府", "省公安厅"], "广州市、深圳市人民政府，省公安厅"),
        (["国家发展改革委", "财政部", "国家知识产权局"], "国家发展改革委、财政部、国家知识产权局"),
        (["广州市税务局", "市公安局"], "广州市税务局，市公安局"),
        (["各地级以上市人民政府", "省财政厅"], "各地级以上市人民政府，省财政厅"),
        (["市场监管总局", "税务总局"], "市场监管总局、税务总局"),
    ],
)
def test_level_is_said_once_and_names_that_stand_alone_come_after_a_comma(names: list[str], written: str) -> None:
    assert list_bodies([Listed(name) for name in names]) == written


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["省委宣传部", "省工业和信息化厅"], "省委宣传部、省工业和信息化厅"),
        (["省商务厅", "省委组织部", "省科技厅"], "省商务厅、省委组织部、省科技厅"),
        (["省商务厅", "省贸促会", "省港航集团"], "省商务厅、省贸促会、省港航集团"),
        (["省商务厅", "省十大产业工作专班牵头单位"], "省商务厅、省十大产业工作专班牵头单位"),
        (["省公安厅", "省国家安全厅"], "省公安厅、省国家安全厅"),
    ],
)
def test_name_that_could_be_misread_without_its_level_is_written_in_full(names: list[str], written: str) -> None:
    assert list_bodies([Listed(name) for name in names]) == written


def test_list_keeps_how_the_document_itself_sets_a_name() -> None:
    bodies = [Listed("省公安厅"), Listed("省消防救援总队", short="消防救援总队"), Listed("省税务局", apart=True)]
    assert list_bodies(bodies) == "省公安厅、消防救援总队，省税务局"


def test_words_for_those_not_named_end_a_run() -> None:
    bodies = [Listed("省交通运输厅", others="等有关单位"), Listed("省能源局")]
    assert list_bodies(bodies) == "省交通运输厅等有关单位，省能源局"


NAMES = st.sampled_from(
    [
        *(f"{level}{name}" for level in ("省", "市", "区")
          for name in ("发展改革委", "市场监管局", "国资委", "委组织部", "总工会", "外办", "国防动员办", "税务局", "政府办公室")),
        "合肥海关", "广州市税务局", "深圳市人民政府", "广州市人民政府", "黄埔区人民政府", "各区政府", "有关区政府",
        "各地级以上市人民政府", "国家发展改革委", "科技部", "人行合肥中心支行", "市场监管总局", "省人民政府",
    ]
)  # fmt: skip


@given(st.lists(NAMES, min_size=1, unique=True))
def test_any_list_reads_back_name_for_name(read_list: Callable[[str], list[str]], names: list[str]) -> None:
    assert read_list(list_bodies([Listed(name) for name in names])) == names
