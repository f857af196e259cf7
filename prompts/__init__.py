"""Prompts as Markdown files with front matter; rendered strictly."""
