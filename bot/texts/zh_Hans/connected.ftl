# 已连接的聊天、验证新手机、不是我。
who = 已连接的聊天
connected-title = <b>连接到 { $account } 的聊天</b>
connected-line = { $index }. <b>{ $chat }</b>，{ $since } 起
connected-mine = 本聊天
connected-unnamed = 未命名的聊天
connected-waits = 尚未验证新手机，看不到任何内容
connected-young = 新连接：退到指定账户的提现要等到 { $until }
connected-manager = 管理账号 { $manager } 的用户也能看到它。
connected-do = 有不认识的聊天？请移除它，需要安全手机的验证码。
connected-remove = 移除 { $index }
remove-sure = <b>从账号 { $account } 移除“{ $chat }”？</b>
remove-do = 移除后它看不到该账号的任何内容，未确认的提现会结束。验证码将发往安全手机 { $phone }。
remove-send = 发送验证码
remove-title = <b>移除“{ $chat }”的验证码</b>
remove-sent = 已发往安全手机 { $phone }。请在 { $until } 前在此输入 6 位数字，或点下方按键。
removed-done = <b>已移除：“{ $chat }”</b>

waiting-title = <b>账号 { $account } 的安全手机已更换。</b>
waiting-do = 验证新手机之前，本聊天不显示该账号的任何内容。验证码会发往新手机。
waiting-prove = 验证 { $account } 的手机
waiting-forget = 不再连接 { $account }
waiting-forgotten = <b>已断开：账号 { $account }</b>
prove-title = <b>验证账号 { $account } 的新手机</b>
prove-sent = 6 位验证码正发往新的安全手机，请在 { $until } 前在此输入。
proved-title =
    { $count ->
        [1] <b>已验证：账号 { $account } 恢复显示。</b>
       *[other] <b>已验证：{ $count } 个账号恢复显示。</b>
    }

not-me = 不是我
not-me-title = <b>账号 { $account }：不是您本人操作？</b>
not-me-do = 确认后立即：
not-me-codes = 已发出的验证码全部失效。
not-me-cancels = 审核中的 { $count } 笔提现会取消，不论由谁提交。
not-me-chat = 断开聊天“{ $chat }”。
not-me-chat-unnamed = 断开进行该操作的聊天。
not-me-stop = { $until } 前不向指定账户打款。
not-me-staff = 通知我们的工作人员。
not-me-yes = 确认，不是我
not-me-no = 没有问题
not-me-done = <b>已完成。账号 { $account } 暂时安全。</b>
not-me-next = 请查看已连接的聊天，移除不认识的。持有安全手机的人可以重新连接。
not-me-phone = 如果新手机不是您的，请立即联系客服。
