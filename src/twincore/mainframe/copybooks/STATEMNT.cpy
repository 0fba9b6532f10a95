      * STATEMENT FILE, 200 BYTES: ONE LINE PER ACCOUNT WHOSE CYCLE DAY
      * THE BATCH REACHED.
       01  STATEMENT-RECORD.
           05  STM-EYE                 PIC X(4).
           05  STM-BSB                 PIC 9(6).
           05  STM-NUMBER              PIC 9(9).
           05  STM-CUSTOMER            PIC 9(10).
           05  STM-NAME                PIC X(40).
           05  STM-ADDRESS             PIC X(30) OCCURS 3 TIMES.
           05  STM-FROM                PIC 9(8).
           05  STM-TO                  PIC 9(8).
           05  STM-OPENING             PIC S9(13)V99 COMP-3.
           05  STM-CLOSING             PIC S9(13)V99 COMP-3.
           05  FILLER                  PIC X(9).
