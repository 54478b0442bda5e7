"""Payment lists for a bank or an e-wallet, and what the bank answers: files made of values, and values read from files. No money moves here.

`pain001` and `csv_file` write the same list as the same bytes each time. `read` and `read_sheet` take what came back, `compare` lays it beside the list. What does not fit is
reported with its line and never repaired (docs/payments.md).
"""

from amana.lib.payments.comparing import Comparison, compare
from amana.lib.payments.faults import Fault, FileRefused, sentence
from amana.lib.payments.lists import AccountKind, Payment, PaymentList, faults_of, faults_of_number, is_iban
from amana.lib.payments.pain001 import pain001
from amana.lib.payments.reading import is_workbook, read
from amana.lib.payments.results import Answer, Outcome, Results
from amana.lib.payments.sheets import csv_file, read_sheet
from amana.lib.payments.words import reason_words, status_words, word

__all__ = [
    "AccountKind", "Answer", "Comparison", "Fault", "FileRefused", "Outcome", "Payment", "PaymentList", "Results",
    "compare", "csv_file", "faults_of", "faults_of_number", "is_iban", "is_workbook", "pain001", "read", "read_sheet", "reason_words", "sentence", "status_words", "word",
]  # fmt: skip
