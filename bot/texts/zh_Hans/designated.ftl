# 退至指定收款账户与其他款项申请：原因，以及发验证码之前的全部内容。
because-title = <b>{ $amount }：为什么不能原路退回？</b>
because-open = 该订单仍可原路退回：更快，也不用材料。点“返回”可改选。
because-line = <b>{ $label }</b>：{ $why }
because-documents = 材料：{ $kinds }
because-window_passed = 已过原路退回的期限，订单可证。
because-account_closed = 付款账户已注销，或不能收款。
because-deregistered = 付款账户所属的公司已注销。
because-advanced = 员工垫付并已报销，由公司收款。
because-application = 其他款项申请。
because-label-window_passed = 已过退回期限
because-label-account_closed = 原账户不能收款
because-label-deregistered = 公司已注销
because-label-advanced = 员工垫付

note-title = <b>为什么要提取 { $amount }？</b>
note-type = 请用一两句话说明（{ $fewest } 到 { $most } 个字）：这是什么款项，为什么要提取。审核人员会看到。
note-now = 当前内容：{ $note }

check-other = 来源：其他款项（账单调整、退款）
check-note = 说明：{ $note }
check-because = 原因：{ $why }
check-payee = <b>收款账户</b>
check-documents = 材料：{ $kinds }
check-between = 到账：今天提交，{ $first }至 { $last }之间；先人工核对（审核中）
check-looked-at = 需先人工核对（审核中）。
check-wrong-bank_card = <b>请再核对一遍。</b>卡号或支行有误，会导致转账失败，甚至钱款损失。
check-wrong-alipay = <b>请再核对一遍。</b>账户有误，会导致转账失败，甚至钱款损失。
