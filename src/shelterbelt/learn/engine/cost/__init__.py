"""What a place costs: income groups, fees and lanes, instalments, refunds. Exact, in minor units."""

from shelterbelt.learn.engine.cost.fees import fee_for, income_group
from shelterbelt.learn.engine.cost.money import owed, refund_due, schedule
from shelterbelt.learn.engine.cost.problem import FeeProblem, IncomeTable, RefundProblem, ScheduleProblem
from shelterbelt.learn.engine.cost.reading import TableError, read_table

__all__ = [
    "FeeProblem",
    "IncomeTable",
    "RefundProblem",
    "ScheduleProblem",
    "TableError",
    "fee_for",
    "income_group",
    "owed",
    "read_table",
    "refund_due",
    "schedule",
]
