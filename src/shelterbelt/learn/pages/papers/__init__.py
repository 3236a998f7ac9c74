"""Invoices, receipts and credit notes for whoever holds the link of an application."""
