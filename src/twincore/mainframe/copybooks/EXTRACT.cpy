      * FIRST ('HEAD') AND LAST ('TAIL') RECORD OF A MASTER EXTRACT, 300
      * BYTES. BETWEEN THEM: ACCOUNT-RECORDS ('ACCT') IN KEY ORDER.
       01  EXTRACT-RECORD.
           05  EXT-EYE                 PIC X(4).
           05  EXT-BUSINESS-DATE       PIC 9(8).
           05  EXT-FROM                PIC 9(15).
           05  EXT-TO                  PIC 9(15).
           05  EXT-LSN                 PIC S9(18) COMP.
           05  EXT-AT                  PIC S9(18) COMP.
           05  EXT-EPOCH               PIC 9(9) COMP.
           05  EXT-COUNT               PIC S9(9) COMP.
           05  EXT-TOTAL-ACTUAL        PIC S9(15)V99 COMP-3.
           05  EXT-TOTAL-SUM           PIC S9(15)V99 COMP-3.
           05  EXT-TOTAL-COUNT         PIC S9(18) COMP.
           05  FILLER                  PIC X(208).
