# 以测试账号身份操作：会话中每条消息上方的横幅。
banner = ◆ <b>测试账号 { $account }</b> · 操作人：{ $name } · 剩 { $left } 分钟
banner-toast = 测试账号 { $account } · 操作人：{ $name } · 剩 { $left } 分钟
banner-exit = 退出测试 { $account }
banner-test = ◆ <b>测试账号 { $account }</b>
banner-own = <b>与测试账号 { $account } 无关：这是您自己的账号。</b>

# 选择测试账号，以及开始前要写明的内容。
acting-title = <b>以测试账号身份操作</b>
acting-found = 有 { $count } 个测试账号符合“{ $text }”。
acting-all = 共有 { $count } 个测试账号。
acting-none = 还没有测试账号，请先从场景建一个。
acting-none-found = 没有测试账号符合“{ $text }”。真实账号不会列在这里。
acting-line = { $index }. { $account } · { $amount }
acting-marks = { $marks }
acting-standing-suspended = 已暂停
acting-standing-closed = 已注销
acting-mine = 您建的
acting-search = 要搜索，请发送 /as 加名称或号码的一部分，例如 <code>/as 9001</code>
acting-of = <b>以测试账号 { $account } 的身份操作</b>
acting-ticket = 为哪个工单？请输入工单号，例如 <code>T-1234</code>。
acting-reason = 工单 { $ticket }。要做什么？请写 { $fewest } 到 { $most } 个字，会记入审计。
acting-rules = 每次 { $minutes } 分钟，到时自动结束。其间不能使用您自己的账号。
acting-began = 您现在以这个测试账号的身份操作。没有真实资金变动，验证码在 /inbox。
acting-ended = <b>会话已结束。</b>您已恢复本人身份，测试账号 { $account } 保持原样。
acting-not-acting = 您没有在使用测试账号，请先选一个。
acting-not-now = 以测试账号 { $account } 操作时不能这样做，请先退出。没有任何变动。

# 操作途中会话已结束。
acting-over-expired = <b>会话已结束：时间已到。</b>
acting-over-role = <b>会话已结束：您已不是客服人员。</b>
acting-over-closed = <b>会话已结束：测试账号已注销。</b>
acting-over-replaced = <b>会话已结束：您开始了另一个会话。</b>
acting-over-other = <b>这属于一个已结束的会话。</b>
acting-over-nothing = 没有任何变动：刚才点的或输入的都没有生效。
acting-over-now = 您已恢复本人身份，使用您自己的账号。
acting-again = 再次使用
acting-other = 换一个账号
acting-to-own = 我的

# 会话中的工具。
tools-title = <b>测试工具</b>
tools-session = 工单 { $ticket }：{ $reason }。会话于 { $ends } 结束。
tools-do = /inbox 该账号的验证码 · /clock 该账号的时间 · /desk 场景 · /exit 退出
inbox = 测试收件箱
inbox-title = <b>测试收件箱</b>，新的在前
inbox-none = 还没有短信。该账号的验证码只到这里，不会发到手机。
inbox-most = 只保留最新的 { $most } 条，更早的会让位。
inbox-line = { $at }：{ $text }
refresh = 再看一次
desk = 场景
clock = 时光机
reset = 重新开始
act-as = 以测试账号操作

# 客服被拒绝的情形。
support-refused-not_a_test_account = 账号 { $account } 不是测试账号，任何人都不能以它的身份操作。本次尝试已记入审计。
support-refused-unknown_account = 没有这个账号。
support-refused-account_closed = 这个测试账号已注销，请另选一个。
support-refused-staff_reason_needed = 请写明用途，最多 { $most } 个字。
support-refused-ticket_needed = 这不是工单号：只能是字母、数字和连字符，最多 { $most } 位。
support-refused-no_session = 您没有在使用测试账号，请先选一个。
support-refused-unknown_scenario = 没有这个场景。
support-refused-no_scenario = 这个测试账号不是从场景建的，请另建一个。
support-refused-clock_unreadable = 看不懂这个日期，时间未移动。
support-refused-clock_backwards = 时间只能向前走，没有移动。
support-refused-clock_too_far = 总共最多快 { $most } 天，没有移动。
support-refused-file_empty = 文件是空的，没有应用任何事件。
support-refused-file_too_long = 文件太长：最多 { $most } 行、256 KB。没有应用任何事件。
support-refused-test_accounts_too_many = 您在 24 小时内已创建 { $most } 个测试账号，不能再增加。请使用已有的，或明天再创建。没有创建任何账号。
support-refused-nothing_due = 没有到期的事项，没有移动。
support-refused-filter_wrong = “{ $word }”不是筛选条件。

help-support = <b>客服</b>
help-support-commands =
    /as 以测试账号操作
    /desk 从场景建测试账号
    /inbox 测试账号的验证码
    /clock 测试账号的时间
    /why 1001 查看客户余额的说明
    /exit 结束会话
help-review = /review 待审列表
help-audit = /audit 谁做了什么
