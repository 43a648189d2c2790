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
staff-do-review = <code>main.py review { $id }</code> 显示详情及审核方法。
staff-do-papers = <code>main.py review { $id }</code> 显示详情及审核方法。
staff-do-late = 系统会继续向渠道查询，客户已收到通知。
staff-do-stuck = 请向渠道取得凭证，再由两人分别认定：<code>main.py review { $id }</code> 显示详情及方法。
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
staff-do-reminder = <code>main.py review { $id }</code> 显示详情及审核方法。
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
staff-role-finance = 财务
staff-role-support = 客服
staff-role-admin = 管理员
staff-role-every = 全部角色
staff-news-role_given = <b>{ $name }</b>（{ $person }）获得角色：{ $role }。操作人：{ $by }。
staff-news-role_taken = <b>{ $name }</b>（{ $person }）失去角色：{ $role }。操作人：{ $by }。
staff-news-login_given = 登录名 <b>{ $login }</b> 现属于 { $name }（{ $person }）。操作人：{ $by }。
staff-news-login_taken = 登录名 <b>{ $login }</b> 不再属于 { $name }（{ $person }）。操作人：{ $by }。
staff-news-factor_made = 已在命令行为 <b>{ $name }</b>（{ $person }）生成验证器。操作人：{ $by }。
staff-news-factor_proved = <b>{ $name }</b>（{ $person }）已启用验证器。
staff-news-factor_word = <b>{ $name }</b>（{ $person }）可以设置验证器。口令由 { $by } 生成。
staff-news-factor_reset_asked = { $by } 申请注销 <b>{ $name }</b>（{ $person }）的验证器，还需另一位管理员确认。
staff-news-factor_reset = <b>{ $name }</b>（{ $person }）的验证器已由 { $by } 注销。
staff-news-factor_locked = 验证器输错次数过多：<b>{ $name }</b>（{ $person }）。请确认是否本人操作。
staff-news-other = 员工信息有变动：{ $name }（{ $person }），操作人：{ $by }。
staff-news-later = { $at } 之前不能做任何决定。如无人知情，请立即处理。
staff-texts-failing = <b>短信发不出去</b>，自 { $at } 起。客户收不到验证码。请检查短信服务商和 SMS_URL。
staff-texts-again = 短信已恢复发送，中断了 { $age }。
