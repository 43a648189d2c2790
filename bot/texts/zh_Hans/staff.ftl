# 员工群里看到的内容：编号、金额、时长，以及该用的命令。
staff-review = <b>{ $amount }</b> 待审核：{ $id }
staff-papers = <b>{ $amount }</b> 补交的材料已到：{ $id }
staff-late = <b>{ $amount }</b> 已超过承诺时间：{ $id }
staff-stuck = <b>{ $amount }</b> 已 { $days } 个工作日没有结果：{ $id }
staff-returned = <b>{ $amount }</b> 被银行退回：{ $id }
staff-late_return = <b>{ $amount }</b> 打款 { $days } 个工作日后才被银行退回：{ $id }
staff-since-review = 提交于 { $age }前。
staff-since-papers = 提交于 { $age }前。
staff-since-late = 通过于 { $age }前。
staff-since-stuck = 发出于 { $age }前。
staff-since-returned = 打款于 { $age }前。
staff-since-late_return = 打款于 { $age }前。
staff-do-review = <code>main.py review { $id } approve</code>，或 <code>reject --reason CODE</code>
staff-do-papers = <code>main.py review { $id } approve</code>，或 <code>reject --reason CODE</code>
staff-do-late = 系统会继续向渠道查询，客户已收到通知。
staff-do-stuck = 请向渠道取得凭证，再由两人分别执行：<code>main.py settle { $id } paid --document TEXT</code>，或 <code>failed</code>
staff-do-stuck-open = 请向渠道取得凭证，再由两人认定结果。
staff-do-returned = 钱已退回原订单，客户已收到通知。
staff-do-late_return = 钱已退回原订单，客户已收到通知。请核对当月账目。
staff-not-me = 账号 { $account } 的客户点了<b>“不是我”</b>。
staff-not-me-done = 验证码已失效，取消了 { $count } 笔提现，断开了 { $chats } 个聊天，24 小时内不向指定账户打款。
staff-not-me-do = 请联系客户。客服可以查看该账号并断开聊天。
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
staff-summary-title = <b>审核汇总</b>
staff-summary-waiting = 待审 { $count } 笔，合计 { $sum }。
staff-summary-oldest = 最早一笔提交于 { $age }前。
staff-summary-none = 没有待审。
staff-summary-decided = 上次汇总以来：通过 { $approved } 笔，驳回 { $rejected } 笔，取消 { $cancelled } 笔。
