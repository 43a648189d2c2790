welcome-title = <b>在这里提取云账号里的现金。</b>
welcome-do =
    请先连接您的账号。两种方式都要输入发到账号安全手机的 6 位验证码。
    1. 安全手机就是您聊天用的手机号：点<b>用我的手机号</b>。
    2. 不是的话，请向客服索取连接链接，15 分钟内打开，会回到这里。
welcome-safe = 除此之外，没有人会向您索要验证码。
connect-title = <b>再连接一个账号</b>
connect-do =
    1. 安全手机就是您聊天用的手机号：点<b>用我的手机号</b>。
    2. 不是的话，请向客服索取连接链接，并在 15 分钟内打开。

contact-way = 用我的手机号
contact-title = <b>用手机号连接</b>
contact-do = 请点下方的<b>发送我的手机号</b>。号码会立即从聊天中删除。
contact-share = 发送我的手机号
contact-received = 已收到号码，并已从聊天中删除。
contact-none = 没有发送号码。
contact-foreign = 这不是您本人的号码，已删除。只能用<b>发送我的手机号</b>发送自己的号码。
contact-typed = 这里不能手动输入。请点下方的<b>发送我的手机号</b>，或点“取消”。

phone-title = <b>用手机 { $phone } 连接</b>
phone-sent = 如果这是某个账号的安全手机，6 位验证码正发往该手机，请在 { $until } 前在此输入。
phone-hint = 没收到？请查看垃圾短信，或一分钟后重新获取。用这种方式，每部手机每小时最多 3 条。也可以改用连接链接。

choose-title = <b>这部手机有 { $count } 个账号，要连接哪个？</b>
choose-line = ○ { $account }
choose-linked = ✓ { $account }，已连接
choose-do = 请在 { $until } 前选择。
choose-all = 全部连接（{ $count } 个）

link-title = <b>连接账号 { $account }</b>
link-sent = 6 位验证码正发往安全手机 { $phone }，请在 { $until } 前在此输入。
link-hint = 没收到？请查看垃圾短信，或一分钟后重发。
link-delete = 您输入的内容会从聊天中删除。
link-locked = 在此之前输入验证码无效，之后请重新开始。
link-again = 重新发送验证码
linked-title = <b>已连接：{ $name } · { $account }</b>
linked-many = <b>已连接 { $count } 个账号</b>
linked-all = <b>没有可新连接的账号。</b>这部手机的账号都已连接。
linked-next = 在“费用”里可以看到能提现多少，以及其余为何暂不可提现。

code-shape = 验证码是 6 位数字。刚才输入的不是，因此不算一次尝试。
code-not-awaited = 刚才的内容像是验证码，已删除。现在不需要验证码。
link-code-connects = <b>连接账号的验证码</b>
link-code-proves = <b>验证新手机的验证码</b>
link-code-removes = <b>移除聊天的验证码</b>
