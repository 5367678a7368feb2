"""Words that say nothing of a question's subject, as `bigrams` makes them."""

from petclinic.knowledge.bigrams import bigrams

_PHRASES = """
怎么办呢 怎么回事 怎么样 怎样 怎么做 怎么 如何 为什么 什么 是什么 什么样 哪里 哪儿 哪个 哪些 多少 多久 几天 几次 几个
可以吗 可不可以 能不能 能吃吗 要不要 需不需要 是不是 有没有 会不会 应该 需要 可能 可以 不能 不可以 知道 觉得 感觉
我家 我的 我们 你们 他们 你好 您好 请问 问一下 想问 求助 谢谢 麻烦 帮忙 帮我
今天 昨天 前天 明天 现在 刚才 刚刚 最近 早上 晚上 中午 下午 上午 什么时候 时候开始 时候要 的时候 以后 之后 之前
以前 开始 已经 一直 还是 还有 然后
一个 一只 一下 一点 一些 一次 两次 有点 有些 这个 那个 这样 那样 这种 那种 这是 就是 不是 但是 因为 所以 如果
或者 而且
没有 不会 不要 不用 不知道 很多 比较 非常 特别 好像 突然 一样 出现 情况 问题 办法 原因 东西 出来 起来 过来 下来
下去 上去 回来 进来 不起 了吗 好吗 行吗 的吗 了呢 了啊 的话
"""
STOP = frozenset(word for phrase in _PHRASES.split() for word in bigrams(phrase))

_ANIMALS = """
宠物 宠物医院 狗狗 小狗 狗子 狗儿 幼犬 成犬 大狗 狗 犬 猫咪 小猫 猫猫 喵星人 幼猫 成猫 大猫 猫 主人 兽医 医生
医院 动物 毛孩子 家里 它们
"""
GENERIC = frozenset(word for phrase in _ANIMALS.split() for word in bigrams(phrase)) | {
    *(a + b for a in "只条的家个" for b in "狗猫犬"),
    *(a + b for a in "狗猫犬" for b in "一的了在是和会能有"),
}
"""Words of nearly every article here: they add to the ranking, but no question is about them."""
