"""Reading CRM exports: files in, frames and a report out; nothing is stored here."""
