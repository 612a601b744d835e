"""Characters with several readings of which names use one: the reading is settled by usage, not guessed.

Everything that is not listed here and has several readings in 通用规范汉字字典 stays open until a word, a
table or a person settles it.
"""

from __future__ import annotations

from collections.abc import Mapping

_LISTED = """
万wàn 上shàng 中zhōng 丽lì 令lìng 价jià 任rén 会huì 体tǐ 作zuò 佛fó 侯hóu 假jiǎ 兴xīng 冲chōng 凉liáng 分fēn
别bié 勒lè 勾gōu 区qū 华huá 南nán 卜bǔ 卡kǎ 发fā 可kě 台tái 叶yè 号hào 合hé 同tóng 吐tǔ 和hé 哈hā 场chǎng
坊fāng 埋mái 大dà 夹jiā 奇qí 好hǎo 宁níng 家jiā 宿sù 尾wěi 屏píng 岗gǎng 巷xiàng 干gān 度dù 强qiáng 当dāng
打dǎ 拉lā 拓tuò 无wú 曲qū 期qī 术shù 杆gān 杉shān 柏bǎi 柜guì 栅zhà 核hé 横héng 正zhèng 殷yīn 氏shì 汗hàn
沙shā 泥ní 洗xǐ 洞dòng 浆jiāng 淋lín 炮pào 片piàn 瓦wǎ 盖gài 盛shèng 省shěng 石shí 空kōng 笼lóng 系xì 经jīng
结jié 绿lǜ 翟zhái 肖xiāo 背bèi 膏gāo 色sè 艾ài 节jié 芦lú 茄qié 荷hé 落luò 著zhù 虹hóng 蚂mǎ 血xuè 见jiàn
角jiǎo 车chē 过guò 通tōng 郎láng 都dū 采cǎi 钢gāng 长cháng 间jiān 陆lù 难nán 雀què 露lù 骨gǔ 龟guī 鲜xiān
饮yǐn 阿ā 地dì 舍shè 贾jiǎ 禅chán 教jiào 约yuē 络luò 处chù 咀zuǐ 仆pú 亲qīn 个gè 与yǔ 为wéi 予yǔ 劲jìn
胖pàng 臭chòu 繁fán 矫jiǎo 磅bàng 识shí 论lùn 酊dǐng 钻zuān 颈jǐng 驮tuó 蛤há
"""
USUAL: Mapping[str, str] = {entry[0]: entry[1:] for entry in _LISTED.split()}
"""Reading by character."""
