/** One line of an invoice: a price in euros and how many. */
export interface Line {
  readonly description: string;
  readonly unitPrice: number;
  readonly quantity: number;
}

export interface Invoice {
  readonly number: string;
  readonly issuedOn: Date;
  readonly lines: readonly Line[];
  /** Between 0 and 1. */
  readonly discount?: number;
}

export function totalOf(invoice: Invoice): number {
  let total = 0;
  for (const line of invoice.lines) {
    total += line.unitPrice * line.quantity;
  }
  if (invoice.discount) {
    total = total - total * invoice.discount;
  }
  return Math.round(total * 100) / 100;
}

export function dueDate(invoice: Invoice, days = 30): Date {
  const due = invoice.issuedOn;
  due.setDate(due.getDate() + days);
  return due;
}

export function reminder(invoice: Invoice, today: Date): string | undefined {
  const due = dueDate(invoice);
  if (today <= due) return undefined;
  const daysLate = Math.floor((today.getTime() - due.getTime()) / 86_400_000);
  return `Invoice ${invoice.number} over ${totalOf(invoice)} € has been due for ${daysLate} days.`;
}
