"""Sums a sales file by month: each line is a date (YYYY-MM-DD), an article and an amount, parted by semicolons."""

import sys
from collections import defaultdict


def sales_by_month(path):
    totals = defaultdict(float)
    for line in open(path):
        date, article, amount = line.split(";")
        month = date[:7]
        totals[month] += float(amount.replace(",", "."))
    return totals


def best_month(totals):
    best = None
    for month in totals:
        if best == None or totals[month] > totals[best]:
            best = month
    return best


if __name__ == "__main__":
    totals = sales_by_month(sys.argv[1])
    for month in sorted(totals):
        print(f"{month}  {totals[month]:>12.2f}")
    print("best month:", best_month(totals))
