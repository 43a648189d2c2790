home-title = <b>我的</b>
home-figure = 可提现 <b>{ $withdrawable }</b>，现金共 { $cash }。
home-draft = 有一笔提现尚未完成，点“提现”可继续。

accounts-title = <b>切换账号</b>
accounts-which = 当前账号：{ $account }。请选择其他账号：
accounts-only = 您只连接了这一个账号。要连接其他账号，请打开它的连接链接。

language-title = <b>语言</b>
language-now = 当前使用中文。
language-en = English
language-zh = 中文

help-title = <b>这里能做什么</b>
help-costs = <b>费用</b>：能提现多少，其余为何被占用。
help-withdraw = <b>提现</b>：选择充值订单，输入金额，用安全手机收到的验证码确认。不收手续费。
help-records = <b>提现记录</b>：每笔提现的进度，可作提现凭证。
help-commands =
    /balance 费用
    /withdraw 提现
    /records 提现记录
    /language 中文 / English
    /help 本页
help-wrong-account = 充错账号了？请连接充错的那个账号，从中提现。
help-code = 验证码只发往安全手机，也只在这里输入。

command-balance = 费用：能提现多少，为什么
command-withdraw = 从充值订单提现
command-records = 提现记录与进度
command-help = 这里能做什么
command-language = 中文 / English
command-start = 开始，或返回“我的”
