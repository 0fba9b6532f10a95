      * INDEX OF TRANSFERS: WHAT WAS POSTED UNDER WHICH ID, AND WHERE.
       01  TRANSFER-RECORD.
           05  XFR-ID                  PIC X(16).
           05  XFR-KEY                 PIC X(15).
           05  XFR-DC                  PIC X(1).
           05  XFR-TYPE                PIC X(3).
           05  XFR-AMOUNT              PIC S9(13)V99 COMP-3.
           05  XFR-LSN                 PIC S9(18) COMP.
