"""Whether a sentence names a prescription drug, and whether it doses one. Texts are in normal form."""

import re

from petclinic.safety.speech import one_of

CHINESE = (
    # antibiotics, antifungals
    "阿莫西林 克拉维酸 氨苄西林 头孢 恩诺沙星 马波沙星 普多沙星 左氧氟沙星 环丙沙星 氧氟沙星 多西环素 强力霉素 米诺环素 四环素 土霉素 甲硝唑 替硝唑 "
    "克林霉素 林可霉素 阿奇霉素 红霉素 泰乐菌素 庆大霉素 阿米卡星 妥布霉素 卡那霉素 新霉素 磺胺 甲氧苄啶 氟康唑 伊曲康唑 酮康唑 特比萘芬 氟苯尼考 "
    "青霉素 速诺 拜有利 利福平 氯霉素 "
    # pain, fever, inflammation, steroids
    "美洛昔康 卡洛芬 非罗考昔 罗贝考昔 西米考昔 马伐考昔 托芬那酸 酮洛芬 布洛芬 芬必得 对乙酰氨基酚 扑热息痛 泰诺 阿司匹林 双氯芬酸 萘普生 安乃近 曲马多 加巴喷丁 "
    "布托啡诺 丁丙诺啡 芬太尼 吗啡 痛立定 泼尼松 泼尼松龙 强的松 地塞米松 甲泼尼龙 氢化可的松 倍他米松 "
    # gut
    "马罗匹坦 止吐宁 甲氧氯普胺 胃复安 昂丹司琼 多拉司琼 奥美拉唑 泮托拉唑 法莫替丁 雷尼替丁 西咪替丁 硫糖铝 洛哌丁胺 易蒙停 蒙脱石散 思密达 米氮平 "
    "西沙必利 多潘立酮 吗丁啉 柳氮磺吡啶 熊去氧胆酸 乳果糖 "
    # heart, kidney, hormones, nerves
    "匹莫苯丹 贝那普利 依那普利 雷米普利 呋塞米 速尿 托拉塞米 螺内酯 氨氯地平 阿替洛尔 地尔硫卓 索他洛尔 氯吡格雷 肝素 利伐沙班 替米沙坦 胰岛素 甲巯咪唑 "
    "左甲状腺素 曲洛司坦 米托坦 苯巴比妥 溴化钾 左乙拉西坦 地西泮 咪达唑仑 阿普唑仑 氟西汀 阿米替林 氯米帕明 曲唑酮 乙酰丙嗪 右美托咪定 丙泊酚 特布他林 "
    "氨茶碱 茶碱 沙丁胺醇 丁丙肾上腺素 肾上腺素 阿托品 "
    # skin, immunity, allergy
    "奥拉替尼 爱波克 环孢素 洛吉维单抗 氯苯那敏 扑尔敏 西替利嗪 氯雷他定 苯海拉明 异丙嗪 硫唑嘌呤 苯丁酸氮芥 环磷酰胺 "
    # parasites, viruses
    "伊维菌素 塞拉菌素 莫昔克丁 米尔贝肟 吡喹酮 芬苯达唑 阿苯达唑 非泼罗尼 氟雷拉纳 阿福拉纳 沙罗拉纳 吡虫啉 多拉菌素 地美硝唑 三氮脒 甲苯咪唑 更昔洛韦 泛昔洛韦 "
    "干扰素 瑞德西韦 441524 "
    # classes
    "抗生素 抗菌药 消炎药 消炎片 止痛药 止疼药 退烧药 退热药 激素药 激素片 止吐药 止泻药 止血药 利尿剂 利尿药 降压药 镇静药 镇静剂 安定 抗癫痫药 心脏药 抗真菌药 处方药 止咳药 感冒药"
).split()
ENGLISH = [
    "amoxicillin",
    "clavulanate",
    "clavamox",
    "augmentin",
    "ampicillin",
    "cephalexin",
    "cefovecin",
    "convenia",
    "enrofloxacin",
    "baytril",
    "marbofloxacin",
    "doxycycline",
    "metronidazole",
    "flagyl",
    "clindamycin",
    "azithromycin",
    "gentamicin",
    "trimethoprim",
    "sulfa",
    "fluconazole",
    "itraconazole",
    "meloxicam",
    "metacam",
    "carprofen",
    "rimadyl",
    "firocoxib",
    "robenacoxib",
    "onsior",
    "ibuprofen",
    "advil",
    "acetaminophen",
    "paracetamol",
    "tylenol",
    "aspirin",
    "naproxen",
    "tramadol",
    "gabapentin",
    "buprenorphine",
    "butorphanol",
    "fentanyl",
    "prednisone",
    "prednisolone",
    "dexamethasone",
    "methylprednisolone",
    "maropitant",
    "cerenia",
    "metoclopramide",
    "ondansetron",
    "omeprazole",
    "famotidine",
    "sucralfate",
    "loperamide",
    "imodium",
    "mirtazapine",
    "pimobendan",
    "vetmedin",
    "benazepril",
    "enalapril",
    "furosemide",
    "lasix",
    "spironolactone",
    "amlodipine",
    "atenolol",
    "clopidogrel",
    "insulin",
    "methimazole",
    "levothyroxine",
    "trilostane",
    "phenobarbital",
    "bromide",
    "levetiracetam",
    "keppra",
    "diazepam",
    "fluoxetine",
    "trazodone",
    "oclacitinib",
    "apoquel",
    "cyclosporine",
    "benadryl",
    "diphenhydramine",
    "cetirizine",
    "ivermectin",
    "selamectin",
    "milbemycin",
    "praziquantel",
    "fenbendazole",
    "fipronil",
    "fluralaner",
    "famciclovir",
    "terbutaline",
    "theophylline",
    "antibiotic",
    "painkiller",
    "nsaid",
    "steroid",
]

DRUG = re.compile(
    rf"{one_of(CHINESE)}|(?<![a-z]){one_of(ENGLISH)}s?(?![a-z])|(?:头孢|沙星|霉素|西林|硝唑|洛芬|昔康|普利)"
)

_NUMBER = r"(?:\d+(?:[.,/]\d+)?|[零一二两三四五六七八九十半几]+|四分之一|三分之一|二分之一|¼|½)"
_UNIT = r"(?:毫克|微克|毫升|克|公克|mg|ug|μg|mcg|ml|cc|g|iu|单位|万单位|片|粒|颗|丸|支|袋|包|滴|瓶盖|勺|tablets?|pills?|capsules?|drops?)"
AMOUNT = re.compile(
    rf"{_NUMBER}\s*(?:[-–—~到至]\s*{_NUMBER}\s*)?(?:个)?{_UNIT}(?![a-z])(?:\s*(?:/|每)\s*(?:kg|公斤|千克|次|日|天|day))?"
)
FREQUENCY = re.compile(
    r"(?:每日|每天|一天|一日|日|1日|1天|每晚|每早|每隔?)\s*[一二两三四五六1-6]\s*(?:[-~到至]\s*[一二两三四五六1-6])?\s*(?:次|回|顿|片|粒|个?小时|天)|"
    r"每\s*\d+(?:[-~到至]\d+)?\s*(?:个)?小时|每隔\s*\d*[一二两三四六八]?\d*\s*个?(?:小时|天)|q\d{1,2}h|(?<![a-z])(?:bid|tid|qid|sid|qd|eod|prn)(?![a-z])|"
    r"早晚各|一日[一二三]次|连(?:用|吃|服|续用|续吃|续服)\s*\d*[一二两三四五六七八九十]*\s*(?:-\s*\d+\s*)?(?:天|周|日)|疗程|(?:once|twice|three times)\s+(?:a|per|daily)|"
    r"every\s+\d+\s+hours?|日服|顿服"
)
PER_WEIGHT = re.compile(
    r"(?:mg|毫克|ug|μg|微克|ml|毫升|iu|单位|片|粒)\s*(?:/|每|per)\s*(?:kg|公斤|千克|斤)|(?:/|每|按)\s*(?:kg|公斤|千克)(?:体重)?[^,。]{0,8}?"
    + _NUMBER
    + r"\s*(?:mg|毫克|ug|μg|微克|iu|单位|片|粒)"
)
_OTHER_THINGS = re.compile(
    r"水(?!煎)|粮|食物|食量|饭|罐头|体重|奶|肉|猫条|零食|换水|喂食|进食|少食|餐|散步|遛|观察|体温|测量|刷牙|梳|洗|擦|拍|记录|热量|大卡|蛋白|益生菌|尿量|大便|呕吐物|心率|呼吸|纱布|毛巾"
)
_CLAUSE = re.compile(r"[^,;:。!?\n、]+")


def names_drug(text: str) -> bool:
    return DRUG.search(text) is not None


def doses(text: str) -> bool:
    """Whether it gives an amount or a frequency that is not of water, food, weight or watching."""
    return any(
        (AMOUNT.search(clause) or FREQUENCY.search(clause)) and (names_drug(clause) or not _OTHER_THINGS.search(clause))
        for clause in _CLAUSE.findall(text)
    )


def doses_by_weight(text: str) -> bool:
    """Whether it gives so much for each kilogram: food is seldom written so, and then without mg."""
    return PER_WEIGHT.search(text) is not None
