"""Small parts of other products that clients of the served ones ask on their way, each in a module of its own."""
