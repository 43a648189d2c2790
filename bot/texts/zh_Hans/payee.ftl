# 收款账户。
payee-start = <b>{ $amount } 转到哪个账户？</b>
payee-start-why = 原因：{ $why }
payee-owner = 户名必须与实名一致：{ $name }。
payee-owner-any = 户名可以不是 { $name }，但材料须能说明原因。
payee-start-used = 请点以前用过的账户（这里列出最近用过的 { $most } 个），或填写新的：
payee-start-new = 是哪种账户？
payee-alipay = 支付宝账户
payee-bank_card = 银行卡
payee-change-bank_card = 改用银行卡
payee-change-alipay = 改用支付宝账户

payee-number-alipay = <b>哪个支付宝账户？</b>请输入登录用的手机号或邮箱。
payee-number-bank_card = <b>哪张卡？</b>请输入卡面上的 12 到 19 位数字，有没有空格都行。
payee-left = 此处显示过的收款账号已隐藏。
payee-number-now = 当前：<b>{ $number }</b>
payee-number-removed = 您输入的内容会从聊天中删除。提交之前只有您能看到完整号码。

payee-name = <b>{ $payee }</b>
payee-name-now = 当前户名：{ $name }
payee-name-same = <b>户名是什么？</b>按这个原因，必须与实名一致：{ $name }。请点下面的名称。
payee-name-any = <b>户名是什么？</b>请点实名 { $name }，或按银行、支付宝登记的名称输入。户名不同会从严审核；写得不准，转账会失败。

payee-bank = <b>{ $number }：哪家银行？</b>
payee-bank-guess = 按卡号看，像是{ $bank }。
payee-bank-no-guess = 从卡号看不出银行。
payee-bank-type = 请点选，或输入其他银行的名称。

payee-branch = <b>{ $bank }的哪家支行？</b>
payee-branch-now = 当前：{ $branch }
payee-branch-search = 请输入城市和支行的几个字，例如：南京 新街口。也可输入 12 位联行号。
payee-branch-code = 请输入支行的 12 位联行号。目前没有可搜索的支行名录。
payee-branch-where = 开户支行可在银行的手机应用或客服电话查到。
payee-by-hand = 手动填写

found = <b>“{ $text }”的支行</b>
found-line-plain = { $index }. { $name }
found-line = { $index }. { $name } · { $place }
found-others = { $bank }没有符合的支行；以下是其他银行，选中会更改银行。
found-none = <b>没有找到“{ $text }”。</b>
found-none-do = 请少输几个字再试，例如只输城市或路名。也可输入 12 位联行号。
found-unsearched = “{ $text }”不是联行号，目前无法搜索支行。
found-more = 还有更多：可翻页，或多输几个字。
found-hint = 请点序号，或换几个字再搜。
branches-before = ‹ 上一页
branches-after = 下一页 ›

payee-place = <b>手动填写：{ $bank }的支行在哪里？</b>
payee-place-type = 请输入省份和城市，例如：江苏 南京
payee-branch-name = <b>手动填写：哪家支行？</b>{ $bank }，{ $place }
payee-branch-name-type = 请输入支行全称，与银行写法一致。
payee-hand-warning = 支行有误，会导致转账失败，甚至钱款损失。搜索或输入联行号更稳妥。

payee-summary = <b>{ $amount } 转到这个账户</b>
payee-summary-change = 这里一改，申请表就要重新签字。
payee-other = 换一个账户
payee-line-alipay = 支付宝：<b>{ $number }</b>
payee-line-bank_card = 卡号：<b>{ $number }</b>
payee-line-name = 户名：<b>{ $name }</b>
payee-line-differs = ⚠ 与实名 { $name } 不同，会从严审核。
payee-line-bank = 银行：{ $bank }
payee-line-place = 地区：{ $place }
payee-line-branch = 支行：{ $branch }
payee-line-code = 联行号：{ $code }
payee-line-hand = ⚠ 不是从名录选的，请与银行的信息核对。
part-number = 号码
part-name = 户名
part-bank = 银行
part-branch = 支行
part-payee = 改收款账户
part-amount = 改金额
