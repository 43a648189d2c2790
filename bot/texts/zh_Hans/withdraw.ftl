orders-title = 共可提现 <b>{ $withdrawable }</b>。请选择充值订单：
orders-both = 可从任意一笔提取，也可从两笔中各提取一部分。
orders-several = 可从其中一笔提取，也可从几笔中各提取一部分。
orders-nothing = 目前可提现 <b>{ $withdrawable }</b>：账号中的资金全部暂不可提现。
orders-empty = <b>没有还剩余额的充值订单。</b>按订单只能提取您充值的钱。
orders-whole = { $index }. { $date } · { $channel } · 最多 <b>{ $withdrawable }</b>
orders-part = { $index }. { $date } · { $channel } · 最多 <b>{ $withdrawable }</b>，剩余 { $remaining }
orders-held = { $index }. { $date } · { $channel } · 剩余 { $remaining }，暂不可提现
window-open = 原路退回截至 { $ended }。
window-over = 原路退回截至 { $ended }，可改退至指定收款账户。
orders-spent = 已用完的订单不在此列出。

draft-title = <b>有一笔未完成的提现</b>
draft-no-amount = 来自{ $place }，尚未填写金额。
draft-amount = 提现 { $amount }，来自{ $place }。
draft-kept = 保留到 { $until }。钱尚未变动。

amount-title = <b>提现多少？</b>最多 <b>{ $most }</b>
amount-other = 其他款项（账单调整、退款）· { $name } · { $account }
amount-order = 订单 { $order } · { $channel } · { $date }
amount-limit-order = 这是该订单的剩余金额。
amount-limit-other = 这是全部其他款项。
amount-limit-all = 这是账号目前全部可提现的金额，其余暂不可提现，原因见“费用”。
amount-limit-balance = 这是账号目前全部可提现的金额；该订单剩余 { $remaining }。
amount-none-other = <b>目前没有可提的其他款项。</b>暂不可提现的金额和原因见“费用”。
amount-none = <b>该订单目前没有可提的部分。</b>账号中的资金暂不可提现，原因见“费用”。
amount-type = 请输入金额，例如 { $example }，或点按：
amount-now = 当前金额：{ $amount }。
amount-all = 全部 { $amount }
amount-half = 一半 { $amount }

method-title = <b>{ $amount }</b>：退到哪里？
method-original-line = <b>原路退回</b>：退到{ $source }。现在确认，{ $by } 前到账，通常只需 5 分钟。
method-original-day = <b>原路退回</b>：退到{ $source }。现在确认，{ $by }结束前到账。
method-original-review = <b>原路退回</b>：退到{ $source }。需先人工审核，通过后开始计时。
method-original-closed = <b>原路退回</b>：已关闭。该银行只在 { $ended }及之前接受退回。
method-original-closed-plain = <b>原路退回</b>：该订单已关闭。
method-original-plain = <b>原路退回</b>：退到{ $source }。快得多，也不用材料。
method-designated-line = <b>退至指定收款账户</b>：退到另一个支付宝账户或银行卡，需提交材料并人工审核。今天提交，{ $first }至 { $last }之间到账。
method-designated-plain = <b>退至指定收款账户</b>：退到另一个支付宝账户或银行卡，需提交材料并人工审核。

check-title = <b>提现 { $amount }</b>
check-from = 账号：{ $name } · { $account }
check-order = 订单：{ $order }，{ $channel }，{ $date }
check-to = 退到：{ $source }
check-fee = 手续费：{ $fee }，到手 { $amount }
check-by = 到账：{ $by } 前（现在确认）
check-by-day = 到账：{ $by }结束前（现在确认）
check-review = 到账：时间待定，需先人工审核
check-happens-order = 确认后，{ $amount } 立即从余额转出。若被驳回或转账失败，会退回同一订单。
check-happens-other = 确认后，{ $amount } 立即从余额转出。若被驳回或转账失败，会退回余额。
check-happens = 确认后，{ $amount } 立即从余额转出。若转账失败，会退回同一订单。
check-test = 测试账号：不会有真实资金变动。
check-code = 验证码将发往安全手机 { $phone }。钱尚未变动。
send-code = 发送验证码
enter-code = 输入验证码
confirm = 确认提现

code-title = <b>{ $amount } 的验证码</b>
code-sent = 已发往安全手机 { $phone }。请在 { $until } 前输入 6 位数字，或点下面的按键。
code-unsent = <b>短信暂未送出</b>（安全手机 { $phone }），我们会继续尝试。验证码有效至 { $until }。
code-unsure = 发往安全手机 { $phone } 的短信可能未送出。若收到，请在 { $until } 前输入 6 位数字；若没有收到，请重新发送验证码。
ended-kept = 已为您保留：{ $what }
code-delete = 您输入的内容会从聊天中删除。
code-hint = 没收到？请查看垃圾短信，或一分钟后重发。
code-again = 重新发送验证码

codes-left =
    { $count ->
        [0] 这是目前能获取的最后一个验证码。
       *[other] 现在还可以再获取 { $count } 次验证码。
    }
codes-none = { $until } 起可以获取下一个验证码。
locked-title = <b>已锁定至 { $until }。</b>验证码输错次数过多。
locked-do = { $until } 之前输入验证码无效。到时请点“继续”，重新获取验证码。

ready-title = <b>验证码正确。</b>再点一次即提现 { $amount }。
ready-until = 请在 { $until } 前确认，之后需要新的验证码。钱尚未变动。

ended-expired = <b>这笔提现未及时确认。</b>钱没有变动。
ended-discarded = <b>已停止。</b>钱没有变动。
