      * TRANSACTION, 350 BYTES: A REQUEST IN REQUEST.QUEUE OR
      * BRANCH.QUEUE, AND A LINE OF THE DAILY TRANSACTION FILE.
      * TRN-ID IS 16 RAW BYTES THAT ARE NEVER TRANSLATED.
       01  TRANSACTION-RECORD.
           05  TRN-EYE                 PIC X(4).
           05  TRN-ORIGIN              PIC X(4).
               88  TRN-FROM-TWIN       VALUE 'TWIN'.
               88  TRN-FROM-CORE       VALUE 'CORE'.
           05  TRN-BSB                 PIC 9(6).
           05  TRN-NUMBER              PIC 9(9).
           05  TRN-TO-BSB              PIC 9(6).
           05  TRN-TO-NUMBER           PIC 9(9).
           05  TRN-DC                  PIC X(1).
               88  TRN-DEBIT           VALUE 'D'.
               88  TRN-CREDIT          VALUE 'C'.
           05  TRN-TYPE                PIC X(3).
           05  TRN-FORCED              PIC X(1).
           05  TRN-VALUE-DATE          PIC 9(8).
           05  TRN-DATE                PIC 9(8).
           05  TRN-TIME                PIC 9(6).
           05  TRN-REFERENCE           PIC 9(12).
           05  TRN-RAIL                PIC X(8).
           05  TRN-DESCRIPTION         PIC X(40).
           05  TRN-ID                  PIC X(16).
           05  TRN-AMOUNT              PIC S9(13)V99 COMP-3.
           05  TRN-SENT-AT             PIC S9(18) COMP.
           05  TRN-SEQUENCE            PIC S9(18) COMP.
           05  FILLER                  PIC X(185).
