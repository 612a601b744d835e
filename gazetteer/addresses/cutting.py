"""What does not belong in an address and is cut out: telephones, identity numbers, postcodes, people.

Personal data is never repeated: what was removed is known by its kind and its place in the original only.
"""

from __future__ import annotations

import re

from gazetteer.terms import Term


class RemovedKind(Term):
    """What a removed piece is."""

    TELEPHONE = "telephone", "电话", "telephone number"
    IDENTITY = "identity", "证件号", "identity number"
    POSTCODE = "postcode", "邮编", "postcode"
    PERSON = "person", "人名", "person's name"


_LABEL = r"(?:(?:联系|收件人?)?(?:电话|手机|号码|手机号码?|电话号码)|TEL|PHONE|MOBILE)"
_MOBILE = r"1[3-9][0-9](?:[- ]?[0-9]{4}){2}"
_HAN = r"(?:(?![省市县区镇乡村组路街巷号楼室层院店户])[\u4e00-\u9fff])"
"""A character of a person's name, which no generic term is."""
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The most frequent ones: a name is only cut out beside a number and a telephone, so that no place's name is lost."""
CUTS = re.compile(
    r"(?P<identity>(?:身份证号?码?)? *(?<![0-9])[0-9]{17}[0-9X](?![0-9X]))"
    rf"|(?P<telephone>{_LABEL}? *(?<![0-9])(?:(?:86|0086)[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{{4}}){{2}}(?![0-9])"
    rf"|{_LABEL}? *(?<![0-9])\(?0[0-9]{{2,3}}\)?[- ]?[0-9]{{7,8}}(?:-[0-9]{{1,5}})?(?![0-9])"
    rf"|{_LABEL} *(?<![0-9])[0-9]{{5,8}}(?![0-9])|(?<![0-9])[48]00[- ]?[0-9]{{3}}[- ]?[0-9]{{4}}(?![0-9])"
    rf"|(?<![-0-9A-Z])[0-9]{{7,11}}(?![-0-9A-Z号]))"
    r"|(?P<postcode>(?:邮政编码|邮编|邮码)? *(?<![-0-9])[0-9]{6}(?![-0-9]|[号组室户层楼栋幢座单巷]))"
    rf"|(?P<person>(?:收件人|收货人|联系人|户主姓名|户主|业主|姓名) *{_HAN}{{2,4}}(?=[ ()]|$|[0-9])"
    rf"|^ *[{SURNAMES}](?!家){_HAN}{{1,2}}(?= *(?:{_MOBILE}|{_LABEL}))"
    rf"|(?<=[号室组户层楼元]) *[{SURNAMES}]{_HAN}{{1,2}}(?= *(?:{_MOBILE}|{_LABEL}))"
    rf"|(?:^|(?<=[ ()号室组]))(?:{_HAN}{{2,4}} ?(?:收件|亲启|转交|收)|{_HAN}{{1,3}}(?:先生|女士|小姐|师傅|老师))(?=[ ()]|$|[0-9]))"
)
SUSPECT = re.compile(r"[0-9]{5}|[0-9]{3,4}[- ][0-9]{3}|[收先女小师老姓业主系]|TEL|PHONE|电话|手机|邮")
"""A quick look whether anything could be cut; texts without these have nothing to lose."""


def kind_of(match: re.Match[str]) -> RemovedKind:
    """What a match of CUTS is."""
    return RemovedKind.of(match.lastgroup or "")
