"""Events: what is announced, who comes, who waits in line, and what each is told when."""
