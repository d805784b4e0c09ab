// begins below
