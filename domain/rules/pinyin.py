"""Pinyin of Chinese characters, and the way back from typed letters to syllables.

Reading characters needs pypinyin's large dictionary, which is loaded at the first use, only by the import of the
directory. Cutting what a person typed needs only the table of syllables below.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

_TABLE = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen
ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong
cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui
dun duo e ei en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua
guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji
jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua
kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long
lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai
nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai
pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu
quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha
shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su
suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan
wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi
yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei
zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
SYLLABLES = frozenset(_TABLE.split())
"""Every syllable of standard Chinese without its tone; `v` is ü."""

LONGEST = max(map(len, SYLLABLES))
ENDED: dict[str, list[str]] = {}
"""The syllables that a beginning can become."""
for _one in sorted(SYLLABLES):
    for _end in range(1, len(_one)):
        ENDED.setdefault(_one[:_end], []).append(_one)

MOST_CUTS = 4
"""The most readings of one typed word that are followed; real words have one or two."""

Cut = tuple[tuple[str, ...], str]
"""The whole syllables of a word, and the beginning of one more at its end (or nothing)."""

# The dictionary reads these wrongly, or in two ways, in the name of a bank.
_IN_BANKS = {
    "银行": "yín háng", "支行": "zhī háng", "分行": "fēn háng", "总行": "zǒng háng", "工行": "gōng háng",
    "农行": "nóng háng", "建行": "jiàn háng", "中行": "zhōng háng", "交行": "jiāo háng", "招行": "zhāo háng",
    "子行": "zǐ háng", "商行": "shāng háng", "直属支行": "zhí shǔ zhī háng", "长安": "cháng ān",
    "长江": "cháng jiāng", "重庆": "chóng qìng", "厦门": "xià mén", "乐清": "yuè qīng", "朝阳": "cháo yáng",
}  # fmt: skip


def cuts(word: str) -> list[Cut]:
    """The ways to cut lower-case letters into syllables, long syllables first; empty: it is not pinyin.

    The last piece may be unfinished (`xinjiek`), but at least one syllable must be whole.
    """
    found: list[Cut] = []
    hopeless: set[int] = set()

    def follow(start: int, before: tuple[str, ...]) -> bool:
        if len(found) >= MOST_CUTS:
            return True
        rest = word[start:]
        if not rest:
            found.append((before, ""))
            return True
        if start in hopeless:
            return False
        reached = False
        for length in range(min(LONGEST, len(rest)), 0, -1):
            if rest[:length] in SYLLABLES:
                reached = follow(start + length, (*before, rest[:length])) or reached
        if not reached and before and rest in ENDED:
            found.append((before, rest))
            reached = True
        if not reached:
            hopeless.add(start)
        return reached

    if word:
        follow(0, ())
    whole = [cut for cut in found if not cut[1]]
    return whole or found


def readings(text: str) -> list[str]:
    """The syllable of every character of `text`, "" for one without. Loads the dictionary."""
    result = _reader()(text)
    return [one if one in SYLLABLES else "" for one in result]


@cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict({word: [[one] for one in read.split()] for word, read in _IN_BANKS.items()})

    def each(characters: str) -> Any:
        # One answer for each character, also outside Chinese, so that the places agree.
        return [""] * len(characters)

    def read(text: str) -> list[str]:
        found: list[str] = lazy_pinyin(text, errors=each)
        return found

    return read
