"""The guard before what a model writes: no doses of medicines, and no calming where the rules see an emergency."""

import re

from petclinic.case import Tier

ENDS = re.compile(r"[。！？!?\n]|\.\s")
MOST_HELD = 200
DOSE_TEXT = "具体用什么药、用多少，请由兽医当面决定。"

DRUGS = re.compile(
    "阿莫西林|氨苄|头孢|恩诺沙星|多西环素|强力霉素|甲硝唑|克林霉素|阿奇霉素|庆大霉素|磺胺|土霉素|四环素|红霉素|左氧氟沙星|氧氟沙星"
    "|布洛芬|对乙酰氨基酚|扑热息痛|阿司匹林|美洛昔康|卡洛芬|罗本考昔|非罗考昔|安乃近|双氯芬酸|曲马多|加巴喷丁|丁丙诺啡"
    "|泼尼松|强的松|地塞米松|甲泼尼龙|倍他米松|氢化可的松|环孢素|奥拉替尼|马来酸氯苯那敏|扑尔敏|氯雷他定|西替利嗪|苯海拉明"
    "|奥美拉唑|雷尼替丁|法莫替丁|西咪替丁|昂丹司琼|马罗匹坦|止吐宁|甲氧氯普胺|胃复安|多潘立酮|硫糖铝|洛哌丁胺|蒙脱石"
    "|呋塞米|速尿|匹莫苯丹|贝那普利|氨氯地平|地高辛|苯巴比妥|地西泮|安定|左乙拉西坦|溴化钾|胰岛素|甲状腺素|甲巯咪唑"
    "|伊维菌素|塞拉菌素|阿苯达唑|芬苯达唑|吡喹酮|米尔贝肟|非泼罗尼|氟雷拉纳|沙罗拉纳|特比萘芬|伊曲康唑|酮康唑|氟康唑"
    "|肾上腺素|阿托品|维生素K|活性炭|双氧水|消炎药|抗生素|止痛药|退烧药|止吐药|止泻药|激素药|处方药"
    "|amoxicillin|clavul|cephalexin|enrofloxacin|doxycycline|metronidazole|meloxicam|carprofen|ibuprofen|acetaminophen"
    "|paracetamol|aspirin|prednis|dexameth|maropitant|cerenia|ondansetron|omeprazole|famotidine|gabapentin|tramadol"
    "|furosemide|pimobendan|phenobarbital|diazepam|ivermectin|insulin|apoquel|loperamide",
    re.IGNORECASE,
)
_AMOUNT = r"(?:\d+(?:[./~～-]\d+)*|半|[一二两三四五六七八九十]+(?:分之[一二三四])?)\s*"
DOSE = re.compile(
    _AMOUNT + r"(?:mg|毫克|μg|ug|mcg|微克|g\b|克|ml|毫升|cc|片|粒|颗|支|滴|丸|袋|包|iu|国际单位|单位|倍量)"
    r"|mg/kg|毫克/公斤|每公斤|每千克|/kg"
    r"|(?:一天|每天|每日|一日|日)\s*(?:服用?|吃|喂)?\s*(?:\d|[一二两三四])\s*(?:次|回)|每\s*(?:\d+|[一二四六八十]+)\s*个?小时"
    r"|[bts]id\b|q\d+h",
    re.IGNORECASE,
)
FOOD = re.compile(r"水|粮|饭|食物|体重|奶|肉|罐头|零食|鸡蛋|南瓜")

CALM = re.compile(
    r"(?:不用|无需|不必|没必要|没有必要|不需要|用不着|不着急|先不)[^。，,]{0,8}?"
    r"(?:医院|就医|就诊|送医|看医生|看兽医|看病|急诊|检查|担心(?!.{0,4}(?:费用|价格|花钱|钱))|紧张|惊慌|着急|慌)"
    r"|在家(?:继续)?(?:观察|等待|等等|静养)(?:即可|就行|就好|就可以|一两天|几天|两天|看看)|(?:可以|不妨|先)(?:再)?(?:等等|观察(?:一下|几天|一两天|两天|看看))"
    r"|问题不大|没(?:有|什么)?大碍|并不严重|不算严重|不严重|不要紧|没事的|没什么问题|会自己好|自行(?:恢复|好转)|可以放心"
)
URGES = re.compile(
    r"(?:立即|立刻|马上|尽快|赶紧|现在就|今天就|直接|务必|应当|应该)[^。]{0,12}(?:医|诊)|(?:就医|送医|急诊)[^。]{0,4}(?:为宜|为好|最稳妥)"
)


class Guard:
    """Takes text as it comes and gives what an owner may see, a sentence at a time; `replaced` is for the log.

    However the text is cut, the same comes out. Nothing is held beyond 200 characters.
    """

    def __init__(self, tier: Tier, signed: bool = False) -> None:
        self.replaced: list[tuple[str, str]] = []
        self._urgent = tier in ("red", "orange")
        self._doses = not signed
        self._held = ""
        self._named_drug = False
        self._told_dose = False

    def feed(self, text: str) -> str:
        self._held += text
        safe: list[str] = []
        while True:
            end = ENDS.search(self._held, 0, MOST_HELD)
            cut = end.end() if end else MOST_HELD if len(self._held) >= MOST_HELD else 0
            if not cut:
                return "".join(safe)
            safe.append(self._judged(self._held[:cut]))
            self._held = self._held[cut:]

    def flush(self) -> str:
        rest, self._held = self._held, ""
        return self._judged(rest) if rest else ""

    def _judged(self, sentence: str) -> str:
        end = "\n" if sentence.endswith("\n") else ""
        if self._doses and self._names_dose(sentence):
            self.replaced.append(("dose", sentence))
            again, self._told_dose = self._told_dose, True
            return end if again else DOSE_TEXT + end
        if self._urgent and CALM.search(sentence) and not URGES.search(sentence):
            self.replaced.append(("calm", sentence))
            return end
        return sentence

    def _names_dose(self, sentence: str) -> bool:
        """A medicine with an amount, in one sentence or in this one after the medicine in the one before."""
        drug = bool(DRUGS.search(sentence))
        dose = bool(DOSE.search(sentence))
        named, self._named_drug = self._named_drug, drug or (self._named_drug and not sentence.strip())
        return dose and (drug or (named and not FOOD.search(sentence)))
