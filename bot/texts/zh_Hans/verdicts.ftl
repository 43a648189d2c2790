# 客户看到的审核结果：驳回原因与下一步。
reason-papers_wrong = 材料不足以证明所需内容。
reason-payee_wrong = 收款方信息有误。
reason-not_proved = 所选原因不适用于这笔钱。
next-papers_wrong = 请补充材料后重新申请，已合格的材料会保留。
next-payee_wrong = 请更正收款方信息后重新申请，其余内容会自动填好。
next-not_proved = 请换一个原因重新申请，或在可原路退回时选择原路退回。
