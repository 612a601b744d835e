"""What a document is made of, and its renderers: DOCX, PDF, HTML, figures."""
