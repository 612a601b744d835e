"""Place names whose characters are read otherwise than a dictionary of words would have them.

Readings as in use for the named divisions and places (现代汉语词典, place-name entries; names of
divisions as published). A word counts wherever it stands in a name.
"""

from __future__ import annotations

from collections.abc import Mapping

AS_OF = "2026-11"
_LISTED = """
陕西 shǎn xī|子午 zǐ wǔ|长庆 cháng qìng|长武 cháng wǔ|长子 zhǎng zǐ|村长 cūn zhǎng|东阿 dōng ē|番禺 pān yú
东莞 dōng guǎn|六安 lù ān|六合 lù hé|六枝 liù zhī|六盘 liù pán|台州 tāi zhōu|天台 tiān tāi|丽水 lí shuǐ|铅山 yán shān
乐亭 lào tíng|乐陵 lào líng|乐清 yuè qīng|乐都 lè dū|乐业 lè yè|乐东 lè dōng|乐平 lè píng|乐安 lè ān|乐昌 lè chāng
乐山 lè shān|乐至 lè zhì|长乐 cháng lè|将乐 jiāng lè|平乐 píng lè|康乐 kāng lè|民乐 mín lè|昌乐 chāng lè|新乐 xīn lè
安乐 ān lè|永乐 yǒng lè|常乐 cháng lè|同乐 tóng lè|和乐 hé lè|极乐 jí lè|快乐 kuài lè|音乐 yīn yuè|礼乐 lǐ yuè
蔚县 yù xiàn|蔚州 yù zhōu|涡阳 guō yáng|单县 shàn xiàn|荥阳 xíng yáng|荥经 yíng jīng|浚县 xùn xiàn|泌阳 bì yáng
中牟 zhōng mù|牟平 mù píng|牟定 móu dìng|尉犁 yù lí|尉氏 wèi shì|洪洞 hóng tóng|繁峙 fán shì|解州 xiè zhōu
应县 yìng xiàn|应城 yìng chéng|应州 yìng zhōu|宝应 bǎo yìng|任丘 rén qiū|大城县 dài chéng xiàn|井陉 jǐng xíng
会稽 kuài jī|枞阳 zōng yáng|歙县 shè xiàn|蚌埠 bèng bù|厦门 xià mén|长汀 cháng tīng|莘县 shēn xiàn|莘庄 xīn zhuāng
济南 jǐ nán|济宁 jǐ níng|济阳 jǐ yáng|济源 jǐ yuán|济水 jǐ shuǐ|渑池 miǎn chí|漯河 luò hé|黄陂 huáng pí|监利 jiàn lì
筠连 jūn lián|犍为 qián wéi|什邡 shí fāng|重庆 chóng qìng|重阳 chóng yáng|重兴 chóng xīng|重光 chóng guāng
百色 bǎi sè|都江堰 dū jiāng yàn|浒墅关 xǔ shù guān|浒湾 xǔ wān|句容 jù róng|台儿庄 tái ér zhuāng|吴堡 wú bǔ
瓦窑堡 wǎ yáo bǔ|十里堡 shí lǐ pù|二十里堡 èr shí lǐ pù|三十里堡 sān shí lǐ pù|五里堡 wǔ lǐ pù|八里堡 bā lǐ pù
大黄堡 dà huáng bǎo|十里铺 shí lǐ pù|三里铺 sān lǐ pù|五里铺 wǔ lǐ pù|七里铺 qī lǐ pù|八里铺 bā lǐ pù
二十里铺 èr shí lǐ pù|三十里铺 sān shí lǐ pù|四十里铺 sì shí lǐ pù|吐鲁番 tǔ lǔ fān|龟兹 qiū cí|吐谷浑 tǔ yù hún|喀什 kā shí|华县 huà xiàn
华阴 huà yīn|华山 huà shān|华州 huà zhōu|宕昌 tàn chāng|玛曲 mǎ qǔ|碌曲 lù qǔ|曲麻莱 qǔ má lái|那曲 nà qǔ
舟曲 zhōu qǔ|临洮 lín táo|西藏 xī zàng|昌都 chāng dū|藏族 zàng zú|朝阳市 cháo yáng shì|朝阳区 cháo yáng qū
朝阳县 cháo yáng xiàn|朝阳门 cháo yáng mén|朝鲜 cháo xiǎn|扎赉特 zhā lài tè|扎兰屯 zhā lán tún|扎鲁特 zhā lǔ tè
珲春 hún chūn|乾安 qián ān|盖州 gài zhōu|泊头 bó tóu|罗布泊 luó bù pō|梁山泊 liáng shān pō|水泊 shuǐ pō
湖泊 hú pō|西柏坡 xī bǎi pō|虎跑 hǔ páo|蒙古 měng gǔ|内蒙 nèi měng|蒙城 méng chéng|蒙自 méng zì|蒙阴 méng yīn
牧羊川 mù yáng chuān|大观 dà guān|白云观 bái yún guàn|道观 dào guàn|行政 xíng zhèng|银行 yín háng|太行 tài háng
行宫 xíng gōng|重镇 zhòng zhèn|少林 shào lín|藏龙 cáng lóng|瓦藏 wǎ zàng|榆林子 yú lín zǐ|甪直 lù zhí|盱眙 xū yí
亳州 bó zhōu|歙州 shè zhōu|鄱阳 pó yáng|泗洪 sì hóng|溧水 lì shuǐ|郫都 pí dū|邛崃 qióng lái|綦江 qí jiāng
儋州 dān zhōu|勐海 měng hǎi|嵩明 sōng míng|嵊州 shèng zhōu|衢州 qú zhōu|瓯海 ōu hǎi|柞水 zhà shuǐ|洛南 luò nán
吴起 wú qǐ|彬州 bīn zhōu|栒邑 xún yì|旬邑 xún yì|澄城 chéng chéng|澄江 chéng jiāng|葛洲 gě zhōu|诸葛 zhū gě
长葛 cháng gě|葛沽 gé gū|圪垯 gē da|峇 bā|会宁 huì níng|会泽 huì zé|会昌 huì chāng|巷道 hàng dào|曾都 zēng dū
曾母 zēng mǔ|查干 chá gān|查旦 chá dàn|行唐 xíng táng|阿城 ā chéng|东阿县 dōng ē xiàn|阿胶 ē jiāo|浚州 xùn zhōu
浚河 jùn hé|莎车 shā chē|疏勒 shū lè|敦煌 dūn huáng|金塔 jīn tǎ|张掖 zhāng yè|枹罕 fú hǎn|允吾 qiān wú
祖厉 zū lì|媪围 ǎo wéi|番和 pán hé|驮蓝 tuó lán|闽侯 mǐn hòu
"""


def _entries() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in _LISTED.replace("\n", "|").split("|"):
        word, _, readings = entry.strip().partition(" ")
        if word:
            found[word] = tuple(readings.split())
    return found


PLACE_READINGS = _entries()
"""Readings, syllable by syllable, by word."""

FIXED_FORMS: Mapping[str, str] = {
    "陕西": "Shaanxi",
    "呼和浩特": "Hohhot",
    "乌鲁木齐": "Ürümqi",
    "哈尔滨": "Harbin",
    "拉萨": "Lhasa",
    "内蒙古": "Nei Mongol",
    "鄂尔多斯": "Ordos",
    "日喀则": "Xigazê",
    "西藏": "Xizang",
}
"""Forms fixed by the ministry (1984 rules, 14 and following; transliteration rules of 1976), without tone marks."""
