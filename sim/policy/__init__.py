"""What a government may change: dated, sourced parameters and the pure array rules that read them."""
