"""What makes the parts that Excel needs: the VBA project, the ribbon and the add-in. Not installed."""
