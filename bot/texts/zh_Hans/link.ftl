welcome-title = <b>在这里提取云账号里的现金。</b>
welcome-do =
    请先连接您的账号：
    1. 索取该账号的连接链接。
    2. 15 分钟内打开链接，会回到这里。
    3. 输入发到账号安全手机的验证码。
welcome-safe = 除此之外，没有人会向您索要验证码。

link-title = <b>连接账号 { $account }</b>
link-sent = 6 位验证码正发往安全手机 { $phone }，请在 { $until } 前在此输入。
link-hint = 没收到？请查看垃圾短信，或一分钟后重新获取。
link-delete = 您输入的内容会从聊天中删除。
link-again = 重新发送验证码
linked-title = <b>已连接：{ $name } · { $account }</b>
linked-next = 在“费用”里可以看到能提现多少，以及其余为何被占用。

code-shape = 验证码是 6 位数字。刚才输入的不是，因此不算一次尝试。
code-not-awaited = 刚才的内容像是验证码，已删除。现在不需要验证码。
