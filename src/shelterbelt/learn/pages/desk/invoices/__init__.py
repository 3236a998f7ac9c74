"""Invoices, receipts and credit notes at the desk of finance."""
