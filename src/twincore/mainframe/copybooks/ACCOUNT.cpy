      * ACCOUNT MASTER, 300 BYTES. TEXT AND ZONED FIELDS ARE EBCDIC
      * (CP037) OUTSIDE THE CORE. AVAILABLE = ACTUAL + OVERDRAFT
      * - EARMARK. ACTUAL = OPENING + SUM, AT EVERY MOMENT.
       01  ACCOUNT-RECORD.
           05  ACC-EYE                 PIC X(4).
           05  ACC-KEY.
               10  ACC-BSB             PIC 9(6).
               10  ACC-NUMBER          PIC 9(9).
           05  ACC-CUSTOMER            PIC 9(10).
           05  ACC-NAME                PIC X(40).
           05  ACC-CLASS               PIC X(1).
               88  ACC-DEPOSIT         VALUE 'D'.
               88  ACC-LOAN            VALUE 'L'.
           05  ACC-STATUS              PIC X(1).
               88  ACC-ACTIVE          VALUE 'A'.
               88  ACC-FROZEN          VALUE 'F'.
               88  ACC-CLOSED          VALUE 'C'.
           05  ACC-PRODUCT             PIC X(8).
           05  ACC-RATE                PIC 9(4)V99.
           05  ACC-DEBIT-RATE          PIC 9(4)V99.
           05  ACC-OPENED              PIC 9(8).
           05  ACC-LAST-POSTED         PIC 9(8).
           05  ACC-CYCLE-DAY           PIC 9(2).
           05  ACC-LAST-STATEMENT      PIC 9(8).
           05  ACC-OVERDRAFT           PIC 9(13)V99.
           05  ACC-AVAILABLE           PIC S9(13)V99.
           05  ACC-ACTUAL              PIC S9(13)V99.
           05  ACC-EARMARK             PIC S9(13)V99 COMP-3.
           05  ACC-OPENING             PIC S9(13)V99 COMP-3.
           05  ACC-SUM                 PIC S9(13)V99 COMP-3.
           05  ACC-COUNT               PIC S9(9) COMP.
           05  ACC-ACCRUED             PIC S9(9)V9(6) COMP-3.
           05  ACC-STATEMENT-BALANCE   PIC S9(13)V99 COMP-3.
           05  ACC-LAST-LSN            PIC S9(18) COMP.
           05  ACC-DEPOSIT-TERMS.
               10  ACC-MONTHLY-FEE     PIC S9(5)V99 COMP-3.
               10  ACC-FEE-WAIVED-FROM PIC S9(13)V99 COMP-3.
               10  FILLER              PIC X(8).
           05  ACC-LOAN-TERMS REDEFINES ACC-DEPOSIT-TERMS.
               10  ACC-INSTALMENT      PIC S9(11)V99 COMP-3.
               10  ACC-TERM-MONTHS     PIC 9(4) COMP.
               10  ACC-NEXT-DUE        PIC 9(8) COMP-3.
               10  FILLER              PIC X(6).
           05  FILLER                  PIC X(66).
