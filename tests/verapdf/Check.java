// Checks a PDF against the profiles of veraPDF: `Check 2a,ua1 FILE...`; exits with 1 on a failure.
import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

class Check {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean passed = true;
        for (int i = 1; i < args.length; i++) {
            for (String name : args[0].split(",")) {
                PDFAFlavour flavour = PDFAFlavour.fromString(name);
                try (FileInputStream file = new FileInputStream(args[i]);
                     PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                     PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                    ValidationResult result = validator.validate(parser);
                    System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + name + " " + args[i]
                        + " (" + result.getTotalAssertions() + " assertions)");
                    passed &= result.isCompliant();
                    for (TestAssertion assertion : result.getTestAssertions()) {
                        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                            System.out.println("  " + assertion.getRuleId().getClause() + "-"
                                + assertion.getRuleId().getTestNumber() + " " + assertion.getMessage()
                                + " at " + assertion.getLocation().getContext());
                        }
                    }
                }
            }
        }
        System.exit(passed ? 0 : 1);
    }
}
