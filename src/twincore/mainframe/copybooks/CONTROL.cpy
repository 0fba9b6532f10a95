      * CONTROL CARD, 200 BYTES, ONE RECORD, REPLACED BY RENAMING.
       01  CONTROL-RECORD.
           05  CTL-EYE                 PIC X(4).
           05  CTL-WANTED              PIC X(1).
               88  CTL-RUN             VALUE 'R'.
               88  CTL-STOP            VALUE 'S'.
           05  CTL-HOURS               PIC X(1).
               88  CTL-BY-THE-CLOCK    VALUE 'A'.
               88  CTL-ALWAYS-OPEN     VALUE 'O'.
               88  CTL-ALWAYS-CLOSED   VALUE 'C'.
           05  CTL-OPENS               PIC 9(4).
           05  CTL-CLOSES              PIC 9(4).
           05  CTL-UTC-OFFSET          PIC S9(4) SIGN LEADING SEPARATE.
           05  CTL-CLOCK-MODE          PIC X(1).
               88  CTL-WALL-CLOCK      VALUE 'W'.
               88  CTL-GIVEN-CLOCK     VALUE 'G'.
           05  CTL-BATCH-LOGGED        PIC X(1).
           05  CTL-BUSINESS-DATE       PIC 9(8).
           05  CTL-EXTRACT-FROM        PIC 9(15).
           05  CTL-EXTRACT-TO          PIC 9(15).
           05  CTL-NUMBER              PIC 9(9) COMP.
           05  CTL-CLOCK               PIC S9(18) COMP.
           05  CTL-SLOW-MS             PIC 9(6) COMP.
           05  CTL-EXTRACT             PIC 9(9) COMP.
           05  FILLER                  PIC X(121).
