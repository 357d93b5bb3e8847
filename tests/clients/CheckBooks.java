import com.adobe.epubcheck.tool.EpubChecker;

/** Check each book in one process; write what is found in BOOK.json. */
public class CheckBooks {
    public static void main(String[] books) {
        for (String book : books) {
            new EpubChecker().run(new String[] {book, "--json", book + ".json", "--quiet"});
        }
    }
}
