push-reserve_free = 账号 { $account } 的按量业务预留金额 <b>{ $amount }</b> 已释放。现在能提现多少，见“费用”。
push-linked = <b>账号 { $account } 已连接到聊天“{ $chat }”。</b>一天之内，它提交的退到指定账户的提现不会通过审核。您认识它吗？
push-unlinked = 账号 { $account } 已从聊天“{ $chat }”断开。
push-removed-code = <b>本聊天已从账号 { $account } 移除</b>，凭的是其安全手机的验证码。此处未确认的提现已结束。
push-removed-not_me = <b>本聊天已从账号 { $account } 断开：</b>另一位已连接的用户点了“不是我”。如果您持有其安全手机，请重新连接。
push-removed-support = <b>客服已将本聊天从账号 { $account } 断开。</b>如有疑问，请联系客服。
push-removed-operator = <b>我们已将本聊天从账号 { $account } 断开。</b>如有疑问，请联系客服。
push-code_asked-withdrawal = 聊天“{ $chat }”请求了验证码，要从账号 { $account } 向指定账户提现 <b>{ $amount }</b>。若您知情，无需处理。
push-code_asked = 聊天“{ $chat }”请求了验证码，要从账号 { $account } 移除另一个聊天。若您知情，无需处理。
push-card_left = 账号 { $account } 已不在本聊天显示。提现 { $id } 会照常进行；要查看进度，请重新连接该账号。
push-phone_changed = <b>账号 { $account } 的安全手机已更换。</b>此前的验证码和连接链接均已失效。验证新手机之前，本聊天不显示该账号的任何内容。
push-draft_expired = 账号 { $account } 有一笔提现未及时确认，已结束。钱没有变动。
push-draft_expired-amount = 提现 <b>{ $amount }</b>（{ $place }）未及时确认，已结束。钱没有变动，已填内容仍保留。
push-member_withdrawal = 管理账号从您的账号 { $account } 提交了提现 <b>{ $amount }</b>：{ $id }。
push-withdrawal-in_review = <b>审核中</b>：{ $amount }，{ $id }。有结果会通知您。
push-withdrawal-approved = <b>已通过，待打款</b>：{ $amount }，{ $id }。{ $by } 前到账。
push-withdrawal-approved-day = <b>已通过，待打款</b>：{ $amount }，{ $id }。{ $by }结束前到账。
push-withdrawal-approved-plain = <b>已通过，待打款</b>：{ $amount }，{ $id }。
push-withdrawal-successful = <b>提现成功</b>：{ $amount } 退到{ $source }，{ $id }。
push-withdrawal-failed = <b>提现失败</b>：{ $amount }，{ $id }。钱已退回{ $place }。
push-withdrawal-returned = <b>提现失败</b>：银行退回了 { $amount }，{ $id }。钱已回到{ $place }。
push-withdrawal-rejected = <b>已驳回</b>：{ $amount }，{ $id }。钱已退回{ $place }。
push-withdrawal-cancelled = <b>已取消</b>：{ $amount }，{ $id }。钱已退回{ $place }。
push-withdrawal-late = <b>未能按时到账</b>：{ $amount }，{ $id }。
push-payouts_stopped =
    <b>付款和确认已暂停。</b>{ $why ->
        [ahead] 账目比最后一笔付款旧：恢复过备份。
        [other] 最后一笔付款的标记属于另一个数据库。
       *[missing] 最后一笔付款的标记不见了，或恢复过备份。
    }请运维人员运行 <code>main.py reconcile</code>。
push-other = 账号 { $account } 有新消息。
push-code_unsent = 含验证码的短信暂未送出，我们会继续尝试。
push-code_unsent-over = 含验证码的短信可能未送出。若没有收到，请在上面重新获取验证码。
push-made_room = 聊天关闭期间，保留了最新的 { $most } 条提现消息，更早的已让位。“提现记录”里可以查看每笔提现的状态。
push-later = 刚才的回复没有及时送达。内容没有丢失，可从原处继续。
push-details = 详情
push-asked_again = <b>需要补交材料</b>：{ $amount }，{ $id }。补齐后继续审核。
