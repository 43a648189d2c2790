# 帮助：每个问题都用客户自己的数字回答。问题本身也是按钮上的字。
support-line = 客服：{ $contact }
support-open = 联系客服
console-open = 打开控制台

help-title = <b>您想了解什么？</b>
help-type = 请点一个问题，或直接输入您的问题。
help-commands =
    /balance 费用
    /withdraw 提现
    /records 提现记录
    /accounts 我的账号
    /log 员工对您账号做过的事
    /language 中文 / English
help-code = 验证码只发往安全手机，也只在这里输入。
help-more = 其他问题
help-others = 更多问题
help-others-title = <b>更多问题</b>
guess-title = <b>您想问的是哪一个？</b>
guess-none = 都不是
help-connect = 连接账号后，这里会用您自己的数字回答。

ask-low = 可提现金额为什么少？
ask-more = 怎样提出更多？
ask-reserve = 预留金额为什么不能提？
ask-credit_notes = 什么是欠票金额？
ask-overdue = 什么是欠费金额？
ask-unsettled = 什么是未出账金额？
ask-transferred = 转入的资金能提吗？
ask-fee = 要手续费吗？
ask-failed = 提现失败怎么办？
ask-wrong_account = 充错账号怎么办？
ask-ways = 可以退到哪里？
ask-time = 多久到账？
ask-where = 我的钱到哪了？
ask-documents = 需要哪些材料？
ask-window = 原路退回到哪天为止？
ask-code = 收不到验证码
ask-phone = 安全手机不在手边
ask-cancel = 能取消吗？
ask-connect = 怎样连接账号？
ask-console = 在控制台的哪里？
ask-proof = 怎样证明已提现？
ask-blocked = 账号受限怎么办？
ask-parts = 能只提一部分吗？
ask-group = 企业的多个账号
ask-other_money = 不是充值来的款项
ask-how = 怎样提现？
ask-safe = 安全吗？不是本人操作？
ask-person = 我要找人工

words-me = 菜单 | 主菜单 | 首页 | 开始
words-costs = 余额 | 我的余额 | 查余额 | 费用
words-withdraw = 提现 | 我要提现 | 取现 | 取款
words-records = 记录 | 提现记录 | 历史
words-accounts = 账号 | 我的账号 | 切换账号
words-help = 帮助 | 常见问题 | 问题
words-language = 语言 | 切换语言
words-log = 日志 | 员工对您账号做过的事
words-person = 客服 | 人工 | 人工客服 | 转人工 | 联系客服 | 找客服 | 真人

answer-low-none = 没有被占用的金额，现金可以全部提现。
answer-low = 每一项是什么、何时可以提现，见“费用”。
answer-low-plain = 有些现金可能暂不可提现：按量付费预留金额、欠票金额、欠费金额、未出账金额。转入金额也不能提现。
answer-more-most = 最多可提 <b>{ $most }</b>，其中现在可提 <b>{ $now }</b>。
answer-more-all = 目前最多就是 { $now }。
answer-more-step = • { $line } { $amount }：{ $gain }，累计 { $after }
answer-more-paid = • { $line } { $amount }：{ $gain }，累计 { $after }；须另付 { $paid }
answer-more = 按此顺序逐项累加。每一项如何处理，见“费用”。
answer-more-plain = 释放按量付费资源，用完欠票金额或重开发票，并另行付款结清账单。
answer-reserve = 有按量付费资源运行时，预留 { $amount }。全部释放满 { $hours } 小时后即可提现。
answer-fee = <b>不收手续费：{ $fee }。</b>
answer-fee-own = 目前可提现 { $amount }，实际到账 { $amount }。
answer-failed-none = 最近的提现没有失败，也没有被驳回。
answer-record = <b>{ $amount }，{ $status }</b>，{ $at }
answer-failed = 被驳回或失败的提现会自动取消，金额立即退回原处。请重新申请，正确的内容会自动填好。
answer-wrong_account-own = 这里已连接：
answer-wrong_account = 请连接充错的那个账号，从中提现。金额会退给您，不会转到另一个账号。
answer-ways-other = 最多 { $amount } 不是充值来的款项，须提交申请。
answer-ways = <b>1. 按充值订单提现。</b>银行仍接受退回时，原路退回；否则凭材料退至您的另一个支付宝账户或银行卡，理由如下：
answer-ways-application = <b>2. 提交申请</b>：适用于不是充值来的款项，例如账单调整。也需要材料和审核。
answer-reason = • { $label }：{ $why }
answer-time = 支付宝和网上银行：通过后 { $hours } 小时内，通常只需 5 分钟。银行卡：{ $business } 个工作日内。凭材料退到其他账户：{ $from } 到 { $to } 天。需要核查时，先人工审核。
answer-where-none = 目前没有正在转出的金额，也没有新的提现。
answer-where-out = 正在转出 <b>{ $amount }</b>。
answer-where = “提现记录”里有每一笔和每一步。
answer-where-plain = 处理中的提现见“提现记录”，有状态和预计到账时间。
answer-documents = 只有退到付款账户以外的账户，或提交申请，才需要材料。原路退回不需要。
answer-documents-plain = 签字的提现申请表（在这里领取），以及营业执照或手持身份证照片。付款账户已注销、公司已注销或员工垫付，还要一份证明。
answer-window-open = • { $date }，{ $channel }：至 { $ended }
answer-window-always = • { $date }，{ $channel }：无期限
answer-window-closed = • { $date }，{ $channel }：{ $ended }已截止，可退到其他账户
answer-window-none = 没有还剩余额的充值订单。
answer-window = 取决于付款银行：多数银行在 { $days } 天内接受退回，有些是 30 天或 90 天。之后凭材料退到其他账户。
answer-code-phone = 验证码以短信发往安全手机 { $phone }。
answer-code-sent = 验证码正在发送，有效至 { $until }。
answer-code = 请先查看垃圾短信，再重新获取：间隔 { $wait } 秒，每小时最多 { $hour } 次，每天最多 { $day } 次。以最新的一条为准。
answer-phone = 验证码只发往账号的安全手机。请在控制台更换安全手机，更换后这里立即生效。
answer-phone-link = 聊天用的不是安全手机时，请向客服索取连接链接。验证码仍发往安全手机。
answer-cancel-may = { $amount }，{ $status }：还可以取消。
answer-cancel-none = 目前没有可以取消的提现。
answer-cancel = 确认之前：点“取消”，或输入 /cancel。审核中：首次通过前，可在“提现记录”的详情里取消。之后不能取消。
answer-console = <b>提现：</b>费用与成本 › 总览 › 提现，或 账户 › 资金账户 › 提现。手机客户端：我的 › 费用。
answer-console-more =
    <b>支付账单：</b>费用与成本 › 总览
    <b>欠票处理：</b>发票管理 › 欠票处理
    <b>提现凭证：</b>收支明细，类型选“提现”
answer-proof-own = • { $id }：{ $amount }，{ $status }，{ $at }
answer-proof = 每笔都有提现编号、各步骤的时间，以及银行或支付宝的流水号，可供查证。控制台：收支明细，类型选“提现”。
answer-blocked-no = 该账号可以提现：已完成实名认证，状态正常。
answer-blocked = 账号完成实名认证且状态正常，才能提现。已暂停或已注销的账号不能提现。
answer-parts-own = 目前可提 { $least } 到 { $most }。
answer-parts = 可提现金额之内，任意金额、不限次数；一个订单也可以分几次提。
answer-group-own = 这里可以查看 { $count } 个账号。
answer-group = 管理账号可以为所有成员账号提现。连接管理账号后，在“我的账号”里选择成员即可。
answer-other_money-own = 可提现金额中，最多 <b>{ $amount }</b> 是其他款项。
answer-other_money-none = 该账号目前没有可提的其他款项。
answer-other_money = 账单调整和退款不属于任何充值订单，须提交申请：写明说明，提供材料，经过审核。入口在“费用”和订单列表下方。
answer-how-own = 目前可提现 { $amount }。
answer-how = 点“提现”，选择充值订单，输入金额，选择退到哪里，再用安全手机收到的验证码确认。
answer-safe = 每笔提现都要用验证码确认，验证码只发往安全手机。除此之外，没有人会向您索要。如果收到的消息不是您本人的操作，请点消息下方的“不是我”。
answer-safe-own = 点下面的按钮，可以看到能从该账号提现的所有聊天。
answer-person = 人工客服：
answer-person-none = 这里不能转接。请在控制台联系云服务商的客服。
answer-person-number = 请说明这笔提现：{ $id }，{ $amount }，{ $status }。
answer-title = <b>{ $question }</b>
