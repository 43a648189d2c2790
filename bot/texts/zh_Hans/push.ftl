push-reserve_free = 账号 { $account } 的按量付费预留金额 <b>{ $amount }</b> 已解除。现在能提现多少，见“费用”。
push-linked = 账号 { $account } 新连接了一个聊天。若您不知情，请联系客服。
push-unlinked = 账号 { $account } 已从一个聊天断开。若您不知情，请联系客服。
push-card_left = 账号 { $account } 已不再连接本聊天。提现 { $id } 会照常进行；要查看进度，请重新连接该账号。
push-phone_changed = 账号 { $account } 的安全手机已更换，此前的验证码和连接链接均已失效。若非本人操作，请联系客服。
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
push-later = 刚才的回复没有及时送达。内容没有丢失，可从原处继续。
push-details = 详情
push-asked_again = <b>需要补交材料</b>：{ $amount }，{ $id }。补齐后继续审核。
