      * CUSTOMER MASTER, 200 BYTES, TEXT AND ZONED FIELDS ONLY.
       01  CUSTOMER-RECORD.
           05  CUS-EYE                 PIC X(4).
           05  CUS-NUMBER              PIC 9(10).
           05  CUS-NAME                PIC X(40).
           05  CUS-ADDRESS             PIC X(30) OCCURS 3 TIMES.
           05  CUS-BORN                PIC 9(8).
           05  CUS-SINCE               PIC 9(8).
           05  FILLER                  PIC X(40).
