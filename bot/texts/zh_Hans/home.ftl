home-title = <b>我的</b>
home-figure = 可提现 <b>{ $withdrawable }</b>，现金共 { $cash }。
home-draft = 有一笔提现尚未完成，点“提现”可继续。

accounts-title = <b>我的账号</b>
accounts-line = { $mark } { $account }，手机 { $phone }
accounts-member = ↳ { $mark } { $account }，成员账号
accounts-do = 请选择要查看的账号：
accounts-before = ‹ 上一页
accounts-after = 下一页 ›
disconnect-title = <b>要断开哪个账号？</b>
disconnect-sure = <b>断开 { $account }？</b>
disconnect-members = 它的 { $count } 个成员账号也会一起断开。
disconnect-drafts = 未完成的提现会结束，钱没有变动。
disconnect-under-way = 有 { $count } 笔提现正在处理，会照常进行，但这里不再通知进度。
disconnect-again = 账号和钱都不受影响，随时可以重新连接。
disconnect-yes = 断开
disconnect-no = 保留
disconnect-done = <b>已断开：{ $account }</b>

language-title = <b>语言</b>
language-now = 当前使用中文。

bot-about = 查看云账号可提现的余额，并提现到付款账户。
bot-description =
    查看预付余额中有多少可以提现、其余为什么暂时不能提；发起提现，到账时收到通知。

    每笔提现都要用发往安全手机的验证码确认。

command-balance = 费用：能提现多少，为什么
command-withdraw = 从充值订单提现
command-records = 提现记录与进度
command-accounts = 我的账号：切换、连接、断开
command-log = 员工对您账号做过的事
command-help = 这里能做什么
command-language = 中文 / English
command-start = 开始，或返回“我的”
