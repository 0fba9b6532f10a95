      * PARAMETERS OF THE BYTE-STREAM CALLS (CBL_READ_FILE AND OTHERS).
       01  STREAM-PARAMETERS.
           05  STREAM-READ-ONLY        PIC X(1) COMP-X VALUE 1.
           05  STREAM-READ-WRITE       PIC X(1) COMP-X VALUE 3.
           05  STREAM-DENY             PIC X(1) COMP-X VALUE 0.
           05  STREAM-DEVICE           PIC X(1) COMP-X VALUE 0.
           05  STREAM-PLAIN            PIC X(1) COMP-X VALUE 0.
           05  STREAM-SIZE             PIC X(1) COMP-X VALUE 128.
           05  STREAM-OFFSET           PIC X(8) COMP-X.
           05  STREAM-LENGTH           PIC X(4) COMP-X.
