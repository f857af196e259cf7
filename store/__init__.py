"""What is kept: records, CRM facts, the import of exports, the demo company."""
