# 员工群里看到的内容：编号、金额、时长，以及该用的命令。
staff-review = <b>{ $amount }</b> 待审核：{ $id }
staff-papers = <b>{ $amount }</b> 补交的材料已到：{ $id }
staff-late = <b>{ $amount }</b> 已超过承诺时间：{ $id }
staff-stuck = <b>{ $amount }</b> 已 { $days } 个工作日没有结果：{ $id }
staff-returned = <b>{ $amount }</b> 被银行退回：{ $id }
staff-late_return = <b>{ $amount }</b> 打款 { $days } 个工作日后才被银行退回：{ $id }
staff-contradiction = ⚠ <b>{ $amount }</b> { $what }：{ $id }
contradiction-paid_after_failed = 渠道说已打款，账上没有
contradiction-pending_after_failed = 渠道说处理中，账上已失败
contradiction-failed_after_paid = 渠道说失败，账上已打款
contradiction-pending_after_paid = 渠道说仍在处理，账上已打款
contradiction-unheard_after_paid = 渠道查无此笔，账上已打款
contradiction-returned_unpaid = 渠道说已退回，账上从未打款
contradiction-return_amount = 退回金额与打款金额不同
contradiction-reference_twice = 两笔打款的渠道流水号相同
staff-since-review = 提交于 { $age }前。
staff-since-papers = 提交于 { $age }前。
staff-since-late = 通过于 { $age }前。
staff-since-stuck = 发出于 { $age }前。
staff-since-returned = 打款于 { $age }前。
staff-since-late_return = 打款于 { $age }前。
staff-since-contradiction = 发现于 { $age }前。
staff-do-review = <code>main.py review { $id } approve</code>，或 <code>reject --reason CODE</code>
staff-do-papers = <code>main.py review { $id } approve</code>，或 <code>reject --reason CODE</code>
staff-do-late = 系统会继续向渠道查询，客户已收到通知。
staff-do-stuck = 请向渠道取得凭证，再由两人分别执行：<code>main.py settle { $id } paid --document TEXT</code>，或 <code>failed</code>
staff-do-stuck-open = 请向渠道取得凭证，再由两人认定结果。
staff-do-returned = 钱已退回原订单，客户已收到通知。
staff-do-late_return = 钱已退回原订单，客户已收到通知。请核对当月账目。
staff-do-contradiction = 该账号已暂停提现。请向渠道取得凭证，再由两人分别执行 <code>main.py resolve { $id } HOW --document TEXT</code>；<code>main.py contradictions</code> 列出可用的 HOW。
staff-do-contradiction-open = 该账号已暂停提现。请向渠道取得凭证，再由两人处理。
staff-age-minutes =
    { $count ->
        [0] 不到 1 分钟
       *[other] { $count } 分钟
    }
staff-age-hours = { $count } 小时
staff-age-days = { $count } 天

# 多日未处理的提醒、每日汇总，以及随状态更新的消息。
staff-reminder = <b>{ $amount }</b> 仍在等待审核：{ $id }
staff-since-reminder = 提交于 { $age }前。
staff-do-reminder = <code>main.py review { $id } approve</code>，或 <code>reject --reason CODE</code>
staff-open = 打开这笔审核
staff-open-queue = 打开待审列表
staff-in-private = 待审列表请在与机器人的私聊里查看。
staff-claimed = { $name } 正在查看。
staff-the-customer = 客户
staff-decided = <b>{ $amount }</b>：{ $id }
staff-decided-approved = { $name } 于 { $at } 通过。
staff-decided-rejected = { $name } 于 { $at } 驳回。
staff-decided-cancelled = { $name } 于 { $at } 取消。
staff-decided-successful = { $name } 于 { $at } 认定为已打款。
staff-decided-failed = { $name } 于 { $at } 认定为失败。
staff-decided-channel_successful = 渠道于 { $at } 打款成功。
staff-decided-channel_failed = 已通过，但渠道未能打款或银行退回，{ $at }。客户已收到通知。
staff-decided-other = { $name } 于 { $at } 已处理。
staff-signed-approve = { $name } 于 { $at } 同意。
staff-signed-settle_paid = { $name } 于 { $at } 认为已打款。
staff-signed-settle_failed = { $name } 于 { $at } 认为已失败。
staff-signed-book = { $name } 于 { $at } 认为已打款，应补记。
staff-signed-give_back = { $name } 于 { $at } 认为没有打款，应退回余额。
staff-signed-nothing = { $name } 于 { $at } 认为账目无误。
staff-signed-write_off = { $name } 于 { $at } 同意核销损失。
staff-summary-title = <b>审核汇总</b>
staff-summary-waiting = 待审 { $count } 笔，合计 { $sum }。
staff-summary-oldest = 最早一笔提交于 { $age }前。
staff-summary-none = 没有待审。
staff-summary-decided = 上次汇总以来：通过 { $approved } 笔，驳回 { $rejected } 笔，取消 { $cancelled } 笔。
