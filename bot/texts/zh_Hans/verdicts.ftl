# 客户看到的审核结果：驳回原因与下一步。
reason-papers_wrong = 材料不足以证明所需内容。
reason-payee_wrong = 收款方信息有误。
reason-account_closed-payee = 收款账户已注销，或不能收款。
reason-not_proved = 所选原因不适用于这笔钱。
next-papers_wrong = 请补充材料后重新申请，已合格的材料会保留。
next-payee_wrong = 请更正收款方信息后重新申请，其余内容会自动填好。
next-account_closed-payee = 请换一个收款账户重新申请，其余内容会自动填好。
next-name_mismatch-payee = 请更正收款户名后重新申请，或换一个账户。
next-bank_return-payee = 请向银行确认收款账户能否收款，再重新申请，或换一个账户。
next-not_proved = 请换一个原因重新申请，或在可原路退回时选择原路退回。
