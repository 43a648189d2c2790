# 按钮与各处通用的词。
me = 我的
costs = 费用
balance = 余额
withdraw = 提现
records = 提现记录
back = 返回
cancel = 取消
help = 帮助
language = 语言
accounts = 我的账号
connect = 添加账号
disconnect = 断开账号
adds-up = 金额怎么算
continue = 继续
start-over = 重新开始
apply-again = 重新申请
newer = ‹ 较新
older = 较早 ›
key-clear = 清空
key-back = ⌫
key-count = { $dots } 已输 { $entered } 位，共 { $digits } 位
key-lost = 之前点的数字已丢失，请从第一位重新输入。这不算一次尝试。
key-old = 刚才那一下未计入，当前状态如下。
pick-up = 继续这笔提现

page = 第 { $page } 页，共 { $pages } 页
page-number = 第 { $page } 页
account = { $name } · { $account }
account-test = 测试账号：不会有真实资金变动。
account-member = 通过管理账号 { $manager } 访问。
and-more = 另有 { $count } 项
and-more-of = 另有 { $count } 项，合计 { $amount }
said = { $text }

channel-alipay = 支付宝
channel-online_banking = 网上银行
channel-bank_card = 银行卡

# 充值款的来源账户。
source-alipay = 付款的支付宝账户
source-online_banking = 付款的{ $bank }账户
source-bank_card = 付款的银行卡

method-original = 原路退回
method-designated = 退至指定收款账户

status-draft = 未提交
status-expired = 未提交，已过期
status-discarded = 未提交，已放弃
status-in_review = 审核中
status-approved = 已通过，待打款
status-successful = 提现成功
status-failed = 提现失败
status-rejected = 已驳回
status-cancelled = 已取消

gate-real_name = <b>该账号暂时不能提现：尚未完成实名认证。</b>
gate-suspended = <b>该账号不能提现：账号已被暂停。</b>
gate-closed = <b>该账号不能提现：账号已注销。</b>
gate-real_name-do = 请先在控制台完成实名认证，再回到这里。钱仍然是您的。
gate-suspended-do = 暂停原因见控制台。账号恢复正常后即可在此提现。钱仍然是您的。
gate-closed-do = 剩余的钱请联系客服处理。
gate-via = { $manager }（管理账号）和 { $account } 都须完成实名认证且状态正常。

promise-unsure = { $year } 年的放假安排尚未公布，日期可能有变。

# 钱从哪里来、退回哪里（用在句中）。
place-order = 订单 { $order }
place-balance = 账号余额（其他款项）
# 钱到哪里去。
to-payee = 收款账户
to-alipay = 支付宝 { $number }
to-bank_card = { $bank } { $number }
list-join = 、
