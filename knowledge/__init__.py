"""The playbook: documents, passages, embeddings and retrieval."""
