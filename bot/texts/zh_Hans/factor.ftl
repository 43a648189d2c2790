# 员工的第二重验证。
factor-ask = 请输入验证器上的 <b>6 位数字</b>，之后一段时间内可查看案件。
factor-ask-review = 通过 <b>{ $amount }</b> · { $id }：请输入验证器上的 <b>6 位数字</b>。
factor-ask-settle_unknown = 认定 <b>{ $amount }</b> · { $id }：请输入验证器上的 <b>6 位数字</b>。
factor-ask-make_word = 为同事生成口令：请输入验证器上的 <b>6 位数字</b>。
factor-ask-reset_factor = 注销同事的验证器：请输入您验证器上的 <b>6 位数字</b>。
factor-ask-other = 此操作需要验证：请输入验证器上的 <b>6 位数字</b>。
factor-wait = 上一个验证码已用过，下一个在 <b>{ $seconds }</b> 秒后有效。
factor-digits = 这不是验证码：验证码是 6 位数字。
factor-none =
    <b>您还没有验证器</b>
    没有验证器不能查看或审核案件。请先安装验证器应用，再向管理员索取口令，或在命令行查看密钥。
factor-ask-word = 请输入管理员给您的 <b>10 位口令</b>，只能用一次。
factor-secret =
    用验证器扫描此图，或手动输入：<code>{ $secret }</code>
    然后在 5 分钟内把验证器上的 6 位数字发到这里。本消息会被删除。
factor-state-live = <b>您的验证器已设置好。</b>
factor-state-shown = <b>还差一步：</b>请输入验证器当前显示的 6 位数字。
factor-open = { $until } 之前可以查看案件。
factor-new-phone = 换了或丢了手机？请两位管理员注销原验证器。
factor-person = { $name }：{ $state }
factor-has = 已有验证器
factor-has-none = 还没有验证器
factor-may-word = 口令可让对方在聊天中设置验证器。请当面或打电话告知，不要在本应用中发送。
factor-may-reset = 仅在对方的验证器丢失或落入他人之手时使用，需两位管理员确认。
factor-word =
    <b>{ $name }</b> 的口令：<code>{ $word }</code>
    只能用一次，{ $until } 前有效。请当面或打电话告知，不要在本应用中发送。
factor-do-word = 我有口令
factor-do-people = 同事
factor-do-person = { $name }
factor-do-make_word = 生成口令
factor-do-reset = 注销验证器
factor-refused-factor_wrong = 验证码不对，还可以试 { $left } 次。
factor-refused-factor_used = 这个验证码已用过，下一个在 { $seconds } 秒后有效。
factor-refused-factor_locked = 输错次数过多，请在 { $until } 后继续。
factor-refused-factor_needed = 该密钥已失效，请重新开始。
factor-refused-factor_there = 已经有验证器了。
factor-refused-factor_none = 没有验证器。
factor-refused-word_wrong = 口令无效，请核对或重新索取。
factor-refused-secret_unsent = 密钥未能显示，请重新索取口令。
factor-refused-staff_unknown = 此人已不是员工。
factor-refused-own_factor = 注销您自己的验证器需要另外两位管理员。
factor-refused-reset_once = 已记录，还需另一位管理员在一天内确认。
factor-refused-reset_done = 验证器已注销。
factor-refused-staff_rests = 您的权限刚刚生效：{ $until } 之前不能做决定。
factor-refused-other = 现在无法进行此操作。
